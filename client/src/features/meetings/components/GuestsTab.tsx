import {
  Alert,
  Badge,
  Button,
  Group,
  Modal,
  Paper,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { IconLink, IconLinkOff, IconLinkPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrors, type GuestLink, type Meeting, problemText } from '@/shared/api';
import { formatDateTime } from '@/shared/i18n';
import { ConfirmDialog, CopyButton, EmptyState, QueryView, toast } from '@/shared/ui';
import { useCreateGuestLink, useGuestLinks, useGuestUrls, useRevokeGuestLink } from '../api/access';
import { EXPIRIES, type Expiry, expiryInstant } from '../expiry';
import classes from './meetings.module.css';

export function GuestsTab({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation('meetings');
  const { code } = meeting;
  const links = useGuestLinks(code);
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<GuestLink | null>(null);
  const revoke = useRevokeGuestLink(code);
  const add = (
    <Button
      variant="light"
      leftSection={<IconLinkPlus size={18} aria-hidden />}
      onClick={() => setCreating(true)}
    >
      {t('guests.add')}
    </Button>
  );
  return (
    <Stack gap="lg">
      <QueryView query={links}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={IconLink} title={t('guests.empty')} action={add}>
              {t('guests.empty.text')}
            </EmptyState>
          ) : (
            <>
              <Group justify="space-between">
                <Text c="dimmed" maw={560}>
                  {t('guests.lead')}
                </Text>
                {add}
              </Group>
              <Paper withBorder component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
                {items.map((link) => (
                  <LinkRow
                    key={link.id}
                    code={code}
                    link={link}
                    onRevoke={() => setRevoking(link)}
                  />
                ))}
              </Paper>
            </>
          )
        }
      </QueryView>
      <CreateDialog meeting={meeting} opened={creating} onClose={() => setCreating(false)} />
      <ConfirmDialog
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        title={t('guests.revoke.title')}
        confirmLabel={t('guests.revoke')}
        danger
        onConfirm={() => (revoking ? revoke.mutateAsync(revoking.id) : undefined)}
      >
        {t('guests.revoke.text', { label: revoking?.label ?? '' })}
      </ConfirmDialog>
    </Stack>
  );
}

interface RowProps {
  code: string;
  link: GuestLink;
  onRevoke: () => void;
}

function LinkRow({ code, link, onRevoke }: RowProps) {
  const { t } = useTranslation('meetings');
  const url = useGuestUrls(code)[link.id];
  const expired = Date.parse(link.expires_at) <= Date.now();
  const dead = link.revoked_at !== null || expired;
  return (
    <li className={classes.person}>
      <Stack gap={6} flex={1} miw={0}>
        <Group gap="xs">
          <Text fw={600}>{link.label}</Text>
          {link.revoked_at && (
            <Badge color="gray" variant="light" tt="none">
              {t('guests.revoked')}
            </Badge>
          )}
          {!link.revoked_at && expired && (
            <Badge color="gray" variant="light" tt="none">
              {t('guests.expired')}
            </Badge>
          )}
          {link.single_use && (
            <Badge variant="light" tt="none">
              {t('guests.single_use')}
            </Badge>
          )}
          {link.direct && (
            <Badge variant="light" tt="none">
              {t('guests.direct')}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {t('guests.expires', { at: formatDateTime(link.expires_at) })} ·{' '}
          {t('guests.uses', { count: link.uses })} · {link.created_by.name}
        </Text>
        {url && !dead && (
          <Group gap="xs" wrap="nowrap">
            <span className={classes.secret}>{url}</span>
            <CopyButton value={url} label={t('guests.copy', { label: link.label })} />
          </Group>
        )}
      </Stack>
      {!dead && (
        <Button
          variant="subtle"
          color="red"
          size="compact-sm"
          leftSection={<IconLinkOff size={16} aria-hidden />}
          aria-label={t('guests.revoke.named', { label: link.label })}
          onClick={onRevoke}
        >
          {t('guests.revoke')}
        </Button>
      )}
    </li>
  );
}

interface DialogProps {
  meeting: Meeting;
  opened: boolean;
  onClose: () => void;
}

function CreateDialog({ meeting, opened, onClose }: DialogProps) {
  const { t } = useTranslation('meetings');
  const create = useCreateGuestLink(meeting.code);
  const [label, setLabel] = useState('');
  const [expiry, setExpiry] = useState<Expiry>('meeting');
  const [single, setSingle] = useState(true);
  const [direct, setDirect] = useState(false);
  const [missing, setMissing] = useState(false);
  const errors = fieldErrors(create.error);

  const submit = () => {
    setMissing(label.trim() === '');
    if (label.trim() === '' || create.isPending) return;
    const expires_at = expiryInstant(expiry, Date.now());
    create.mutate(
      { label: label.trim(), single_use: single, direct, ...(expires_at && { expires_at }) },
      {
        onSuccess: () => {
          toast(t('guests.created'));
          setLabel('');
          onClose();
        },
      },
    );
  };

  return (
    <Modal opened={opened} onClose={onClose} title={t('guests.add')}>
      <Stack>
        <TextInput
          label={t('guests.label')}
          description={t('guests.label.help')}
          value={label}
          onChange={(event) => {
            setLabel(event.currentTarget.value);
            setMissing(false);
          }}
          error={missing ? t('shared:required') : errors.label}
          maxLength={100}
          required
          data-autofocus
        />
        <Select
          label={t('guests.expiry')}
          value={expiry}
          onChange={(value) => value && setExpiry(value as Expiry)}
          error={errors.expires_at}
          allowDeselect={false}
          data={EXPIRIES.map((value) => ({ value, label: t(`expiry.${value}`) }))}
        />
        <Switch
          label={t('guests.single_use')}
          description={t('guests.single_use.help')}
          checked={single}
          onChange={(event) => setSingle(event.currentTarget.checked)}
        />
        <Switch
          label={t('guests.direct')}
          description={t('guests.direct.help')}
          checked={direct}
          onChange={(event) => setDirect(event.currentTarget.checked)}
        />
        {create.isError && (
          <Alert color="red" role="alert">
            {problemText(create.error)}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('shared:action.cancel')}
          </Button>
          <Button onClick={submit} loading={create.isPending}>
            {t('guests.create')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
