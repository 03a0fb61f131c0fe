import {
  ActionIcon,
  Alert,
  Badge,
  Button,
  CloseButton,
  Group,
  Paper,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { IconBuilding, IconSearch, IconUserMinus, IconUserPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Meeting, problemText } from '@/shared/api';
import { PeoplePicker, type Picked, UnitsPicker, unitText } from '@/shared/directory';
import { foldText } from '@/shared/i18n';
import { ConfirmDialog, PersonAvatar, toast } from '@/shared/ui';
import { Dialog } from '@/shared/ui/Dialog';
import { useAddMembers, useRemoveMember, useRemoveUnit } from '../api/meetings';
import classes from './meetings.module.css';

type Member = Meeting['people'][number];
const SEARCH_FROM = 10;
const PAGE = 100;

export function MembersTab({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation('meetings');
  const { people, units, rights, status, organiser, code } = meeting;
  const [typed, setTyped] = useState('');
  const [shown, setShown] = useState(PAGE);
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Member | null>(null);
  const remove = useRemoveMember(code);
  const removeUnit = useRemoveUnit(code);
  const [leaving, setLeaving] = useState<Meeting['units'][number] | null>(null);
  const mayChange = rights.manage && status !== 'ended' && status !== 'cancelled';
  const found = useMemo(() => {
    const words = foldText(typed.trim());
    return people.filter((person) =>
      foldText([person.name, person.title, unitText(person)].join(' ')).includes(words),
    );
  }, [people, typed]);

  return (
    <Stack gap="lg">
      <Group justify="space-between">
        {people.length >= SEARCH_FROM ? (
          <TextInput
            type="search"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            aria-label={t('members.search')}
            placeholder={t('members.search')}
            leftSection={<IconSearch size={18} aria-hidden />}
            maw={360}
            flex={1}
          />
        ) : (
          <Text c="dimmed">{t('members', { count: people.length })}</Text>
        )}
        {mayChange && (
          <Button
            variant="light"
            leftSection={<IconUserPlus size={18} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {t('members.add')}
          </Button>
        )}
      </Group>
      {units.length > 0 && (
        <section aria-labelledby="invited-units">
          <Title order={2} size="h4" id="invited-units" mb="xs">
            {t('members.units')}
          </Title>
          <Group gap="xs">
            {units.map(({ id, name }) => (
              <Badge
                key={id}
                variant="light"
                tt="none"
                size="lg"
                leftSection={<IconBuilding size={14} aria-hidden />}
                rightSection={
                  mayChange && (
                    <CloseButton
                      size="xs"
                      aria-label={t('members.remove', { name })}
                      onClick={() => setLeaving({ id, name })}
                    />
                  )
                }
              >
                {name}
              </Badge>
            ))}
          </Group>
        </section>
      )}
      <Paper withBorder component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {found.slice(0, shown).map((person) => (
          <li key={person.id} className={classes.person}>
            <PersonAvatar name={person.name} />
            <div style={{ minWidth: 0, flex: 1 }}>
              <Group gap="xs">
                <Text fw={600}>{person.name}</Text>
                {person.role !== 'member' && (
                  <Badge size="sm" variant="light" tt="none">
                    {t(`role.${person.role}`)}
                  </Badge>
                )}
              </Group>
              <Text size="sm" c="dimmed">
                {[person.title, unitText(person)].filter(Boolean).join(' · ')}
              </Text>
            </div>
            {mayChange && person.id !== organiser.id && (
              <ActionIcon
                variant="subtle"
                color="red"
                aria-label={t('members.remove', { name: person.name })}
                onClick={() => setRemoving(person)}
              >
                <IconUserMinus size={18} aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
        {found.length === 0 && (
          <li className={classes.person}>
            <Text c="dimmed">{t('members.nobody')}</Text>
          </li>
        )}
      </Paper>
      {found.length > shown && (
        <Button variant="default" mx="auto" onClick={() => setShown(shown + PAGE)}>
          {t('shared:action.more')}
        </Button>
      )}
      <ConfirmDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t('members.remove.title')}
        confirmLabel={t('members.remove.confirm')}
        danger
        onConfirm={() => (leaving ? removeUnit.mutateAsync(leaving.id) : undefined)}
      >
        {t('members.remove.unit', { name: leaving?.name ?? '' })}
      </ConfirmDialog>
      <AddDialog code={code} opened={adding} onClose={() => setAdding(false)} />
      <ConfirmDialog
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={t('members.remove.title')}
        confirmLabel={t('members.remove.confirm')}
        danger
        onConfirm={() => (removing ? remove.mutateAsync(removing.id) : undefined)}
      >
        {t('members.remove.text', { name: removing?.name ?? '' })}
      </ConfirmDialog>
    </Stack>
  );
}

interface AddProps {
  code: string;
  opened: boolean;
  onClose: () => void;
}

function AddDialog({ code, opened, onClose }: AddProps) {
  const { t } = useTranslation('meetings');
  const add = useAddMembers(code);
  const [people, setPeople] = useState<Picked[]>([]);
  const [units, setUnits] = useState<Picked[]>([]);
  const submit = () =>
    add.mutate(
      { people: people.map(({ id }) => id), units: units.map(({ id }) => id) },
      {
        onSuccess: () => {
          toast(t('members.added'));
          setPeople([]);
          setUnits([]);
          onClose();
        },
      },
    );
  return (
    <Dialog opened={opened} onClose={onClose} title={t('members.add')} size="lg">
      <Stack>
        <PeoplePicker
          label={t('form.people')}
          placeholder={t('form.people.example')}
          value={people}
          onChange={setPeople}
        />
        <UnitsPicker
          label={t('form.units')}
          description={t('form.units.help')}
          placeholder={t('form.units.example')}
          value={units}
          onChange={setUnits}
        />
        {add.isError && (
          <Alert color="red" role="alert">
            {problemText(add.error)}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('shared:action.cancel')}
          </Button>
          <Button
            onClick={submit}
            loading={add.isPending}
            disabled={people.length + units.length === 0}
          >
            {t('members.add')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
