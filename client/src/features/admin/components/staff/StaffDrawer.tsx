import { Alert, Badge, Button, Drawer, Group, Stack, Text, Title } from '@mantine/core';
import { IconBriefcase, IconKey, IconPencil, IconUserOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Position, Staff } from '@/shared/api';
import { unitText } from '@/shared/directory';
import { civilDate } from '@/shared/i18n';
import {
  ConfirmDialog,
  CopyButton,
  LoadingSkeleton,
  PersonAvatar,
  QueryView,
  toast,
} from '@/shared/ui';
import { useDeactivate, useEndPosition, useResetPassword, useStaff } from '../../api/staff';
import { holds } from '../../positions';
import { Span } from '../Span';
import { AccountDialog } from './AccountDialog';
import { EndPositionDialog } from './EndPositionDialog';
import { PositionDialog } from './PositionDialog';
import { State } from './StaffPage';
import classes from './staff.module.css';

type Dialog = 'account' | 'position' | 'password' | 'deactivate';

interface Props {
  id: string | undefined;
  onClose: () => void;
}

/** One person beside the list: account, positions, password. */
export function StaffDrawer({ id, onClose }: Props) {
  const { t } = useTranslation('admin');
  const person = useStaff(id);
  const [dialog, setDialog] = useState<Dialog | null>(null);
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      // Escape closes what lies on top, and nothing beneath it.
      closeOnEscape={dialog === null}
      position="right"
      size="lg"
      title={t('staff.person')}
      closeButtonProps={{ 'aria-label': t('shared:action.close') }}
    >
      <QueryView query={person} loading={<LoadingSkeleton rows={5} />}>
        {(found) => <Person key={found.id} person={found} dialog={dialog} onDialog={setDialog} />}
      </QueryView>
    </Drawer>
  );
}

interface PersonProps {
  person: Staff;
  dialog: Dialog | null;
  onDialog: (dialog: Dialog | null) => void;
}

function Person({ person, dialog, onDialog: setDialog }: PersonProps) {
  const { t } = useTranslation('admin');
  const [password, setPassword] = useState<string | null>(null);
  const reset = useResetPassword(person.id);
  const deactivate = useDeactivate(person.id);
  const close = () => setDialog(null);
  return (
    <Stack gap="lg">
      <Group wrap="nowrap">
        <PersonAvatar name={person.name} size="lg" />
        <div>
          <Title order={2}>{person.name}</Title>
          <Text size="sm" c="dimmed">
            {[person.login, person.email].filter(Boolean).join(' · ')}
          </Text>
          <State person={person} />
        </div>
      </Group>
      {password && (
        <Alert color="green" title={t('staff.password.new')} role="alert">
          <Group gap="sm">
            <Text ff="monospace" fw={700}>
              {password}
            </Text>
            <CopyButton value={password} label={t('staff.password.copy')} />
          </Group>
          <Text size="sm">{t('staff.password.new.text')}</Text>
        </Alert>
      )}
      {person.active && (
        <Group gap="sm">
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPencil size={16} aria-hidden />}
            onClick={() => setDialog('account')}
          >
            {t('staff.account')}
          </Button>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconKey size={16} aria-hidden />}
            onClick={() => setDialog('password')}
          >
            {t('staff.password.reset')}
          </Button>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconUserOff size={16} aria-hidden />}
            onClick={() => setDialog('deactivate')}
          >
            {t('staff.deactivate')}
          </Button>
        </Group>
      )}
      <Positions person={person} onAdd={() => setDialog('position')} />
      <AccountDialog
        key={`${person.name}|${person.login}|${person.email}`}
        person={person}
        opened={dialog === 'account'}
        onClose={close}
      />
      <PositionDialog person={person} opened={dialog === 'position'} onClose={close} />
      <ConfirmDialog
        opened={dialog === 'password'}
        onClose={close}
        title={t('staff.password.reset')}
        confirmLabel={t('staff.password.reset')}
        onConfirm={() =>
          reset.mutateAsync(undefined).then((made) => setPassword(made.temporary_password))
        }
      >
        {t('staff.password.reset.text', { name: person.name })}
      </ConfirmDialog>
      <ConfirmDialog
        opened={dialog === 'deactivate'}
        onClose={close}
        title={t('staff.deactivate')}
        confirmLabel={t('staff.deactivate')}
        danger
        onConfirm={() =>
          deactivate.mutateAsync(undefined).then(() => toast(t('staff.deactivated')))
        }
      >
        {t('staff.deactivate.text', { name: person.name })}
      </ConfirmDialog>
    </Stack>
  );
}

function Positions({ person, onAdd }: { person: Staff; onAdd: () => void }) {
  const { t } = useTranslation('admin');
  const today = civilDate();
  const [ending, setEnding] = useState<Position | null>(null);
  const end = useEndPosition(person.id);
  const sorted = [...person.positions].sort((a, b) => b.valid_from.localeCompare(a.valid_from));
  return (
    <section aria-labelledby="positions">
      <Group justify="space-between" mb="sm">
        <Title order={3} id="positions">
          {t('staff.positions')}
        </Title>
        {person.active && (
          <Button
            variant="light"
            size="xs"
            leftSection={<IconBriefcase size={16} aria-hidden />}
            onClick={onAdd}
          >
            {t('staff.position.add')}
          </Button>
        )}
      </Group>
      <Stack gap="sm">
        {sorted.map((position) => (
          <Group
            key={position.id}
            justify="space-between"
            wrap="nowrap"
            className={classes.position}
          >
            <div>
              <Group gap="xs">
                <Text fw={600} size="sm">
                  {position.title}
                </Text>
                {position.primary && (
                  <Badge size="sm" variant="light" tt="none">
                    {t('staff.position.primary')}
                  </Badge>
                )}
                {!holds(position, today) && (
                  <Badge size="sm" color="gray" variant="light" tt="none">
                    {t(position.valid_from > today ? 'span.coming' : 'span.past')}
                  </Badge>
                )}
              </Group>
              <Text size="sm">{unitText(position)}</Text>
              <Text size="xs" c="dimmed">
                <Span from={position.valid_from} to={position.valid_to} />
              </Text>
            </div>
            {person.active && (position.valid_to === null || position.valid_to > today) && (
              <Button
                variant="subtle"
                size="compact-sm"
                flex="none"
                aria-label={t('staff.position.end.named', { title: position.title })}
                onClick={() => setEnding(position)}
              >
                {t('staff.position.end')}
              </Button>
            )}
          </Group>
        ))}
        {sorted.length === 0 && <Text c="dimmed">{t('staff.no_position')}</Text>}
      </Stack>
      <EndPositionDialog
        key={ending?.id}
        position={ending}
        onClose={() => setEnding(null)}
        onEnd={(valid_to) =>
          ending ? end.mutateAsync({ pid: ending.id, valid_to }) : Promise.resolve()
        }
      />
    </section>
  );
}
