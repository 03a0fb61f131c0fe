import {
  Alert,
  Badge,
  Button,
  Group,
  Modal,
  Paper,
  SegmentedControl,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { IconDeviceTv, IconKeyOff, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type DeviceDirection,
  type DeviceToken,
  fieldErrors,
  type Meeting,
  problemText,
} from '@/shared/api';
import { formatDateTime } from '@/shared/i18n';
import { ConfirmDialog, CopyButton, EmptyState, QueryView } from '@/shared/ui';
import { useCreateDeviceToken, useDeviceTokens, useRevokeDeviceToken } from '../api/access';
import { EXPIRIES, type Expiry, expiryInstant } from '../expiry';
import classes from './meetings.module.css';

/** Encoders and players that join without a browser: WHIP and WHEP (RFC 9725). */
export function DevicesTab({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation('meetings');
  const { code } = meeting;
  const tokens = useDeviceTokens(code);
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<DeviceToken | null>(null);
  const [revoking, setRevoking] = useState<DeviceToken | null>(null);
  const revoke = useRevokeDeviceToken(code);
  const add = (
    <Button
      variant="light"
      leftSection={<IconPlus size={18} aria-hidden />}
      onClick={() => setCreating(true)}
    >
      {t('devices.add')}
    </Button>
  );
  return (
    <Stack gap="lg">
      {made && <NewToken made={made} onClose={() => setMade(null)} />}
      <QueryView query={tokens}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={IconDeviceTv} title={t('devices.empty')} action={add}>
              {t('devices.empty.text')}
            </EmptyState>
          ) : (
            <>
              <Group justify="space-between">
                <Text c="dimmed" maw={560}>
                  {t('devices.lead')}
                </Text>
                {add}
              </Group>
              <Paper withBorder component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
                {items.map((token) => (
                  <TokenRow key={token.id} token={token} onRevoke={() => setRevoking(token)} />
                ))}
              </Paper>
            </>
          )
        }
      </QueryView>
      <CreateDialog
        code={code}
        opened={creating}
        onClose={() => setCreating(false)}
        onMade={setMade}
      />
      <ConfirmDialog
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        title={t('devices.revoke.title')}
        confirmLabel={t('guests.revoke')}
        danger
        onConfirm={() => (revoking ? revoke.mutateAsync(revoking.id) : undefined)}
      >
        {t('devices.revoke.text', { label: revoking?.label ?? '' })}
      </ConfirmDialog>
    </Stack>
  );
}

function NewToken({ made, onClose }: { made: DeviceToken; onClose: () => void }) {
  const { t } = useTranslation('meetings');
  return (
    <Alert
      color="green"
      title={t('devices.made', { label: made.label })}
      withCloseButton
      closeButtonLabel={t('shared:action.close')}
      onClose={onClose}
    >
      <Stack gap="xs">
        <Text size="sm">{t('devices.made.text')}</Text>
        {[
          { label: t('devices.endpoint'), value: made.endpoint },
          { label: t('devices.token'), value: made.token ?? '' },
        ].map(({ label, value }) => (
          <div key={label}>
            <Text size="xs" fw={600}>
              {label}
            </Text>
            <Group gap="xs" wrap="nowrap">
              <span className={classes.secret}>{value}</span>
              <CopyButton value={value} label={`${t('shared:action.copy')}: ${label}`} />
            </Group>
          </div>
        ))}
      </Stack>
    </Alert>
  );
}

function TokenRow({ token, onRevoke }: { token: DeviceToken; onRevoke: () => void }) {
  const { t } = useTranslation('meetings');
  const { label, direction, expires_at, revoked_at, endpoint } = token;
  const dead = revoked_at !== null || Date.parse(expires_at) <= Date.now();
  return (
    <li className={classes.person}>
      <Stack gap={4} flex={1} miw={0}>
        <Group gap="xs">
          <Text fw={600}>{label}</Text>
          <Badge variant="light" tt="none">
            {t(`devices.${direction}`)}
          </Badge>
          {dead && (
            <Badge color="gray" variant="light" tt="none">
              {t(revoked_at ? 'guests.revoked' : 'guests.expired')}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {endpoint}
        </Text>
        <Text size="sm" c="dimmed">
          {t('guests.expires', { at: formatDateTime(expires_at) })}
        </Text>
      </Stack>
      {!dead && (
        <Button
          variant="subtle"
          color="red"
          size="compact-sm"
          leftSection={<IconKeyOff size={16} aria-hidden />}
          aria-label={t('devices.revoke.named', { label })}
          onClick={onRevoke}
        >
          {t('guests.revoke')}
        </Button>
      )}
    </li>
  );
}

interface DialogProps {
  code: string;
  opened: boolean;
  onClose: () => void;
  onMade: (token: DeviceToken) => void;
}

function CreateDialog({ code, opened, onClose, onMade }: DialogProps) {
  const { t } = useTranslation('meetings');
  const create = useCreateDeviceToken(code);
  const [label, setLabel] = useState('');
  const [direction, setDirection] = useState<DeviceDirection>('publish');
  const [expiry, setExpiry] = useState<Expiry>('meeting');
  const [missing, setMissing] = useState(false);
  const errors = fieldErrors(create.error);

  const submit = () => {
    setMissing(label.trim() === '');
    if (label.trim() === '' || create.isPending) return;
    const expires_at = expiryInstant(expiry, Date.now());
    create.mutate(
      { label: label.trim(), direction, ...(expires_at && { expires_at }) },
      {
        onSuccess: (token) => {
          setLabel('');
          onMade(token);
          onClose();
        },
      },
    );
  };

  return (
    <Modal opened={opened} onClose={onClose} title={t('devices.add')}>
      <Stack>
        <TextInput
          label={t('devices.label')}
          placeholder={t('devices.label.example')}
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
        <SegmentedControl
          aria-label={t('devices.direction')}
          value={direction}
          onChange={(value) => setDirection(value === 'play' ? 'play' : 'publish')}
          data={[
            { value: 'publish', label: t('devices.publish') },
            { value: 'play', label: t('devices.play') },
          ]}
        />
        <Select
          label={t('guests.expiry')}
          value={expiry}
          onChange={(value) => value && setExpiry(value as Expiry)}
          error={errors.expires_at}
          allowDeselect={false}
          data={EXPIRIES.map((value) => ({ value, label: t(`expiry.${value}`) }))}
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
            {t('devices.create')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
