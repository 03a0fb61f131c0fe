import { Alert, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconDeviceTv, IconKeyOff, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceDirection, DeviceToken, Meeting } from '@/shared/api';
import { formatDateTime } from '@/shared/i18n';
import { CopyButton } from '@/shared/ui';
import { useCreateDeviceToken, useDeviceTokens, useRevokeDeviceToken } from '../api/access';
import { AccessDialog, AccessRow, AccessTab, useAccessForm } from './AccessTab';
import classes from './meetings.module.css';

/** Encoders and players that join without a browser: WHIP and WHEP (RFC 9725). */
export function DevicesTab({ meeting: { code } }: { meeting: Meeting }) {
  const revoke = useRevokeDeviceToken(code);
  const [made, setMade] = useState<DeviceToken | null>(null);
  return (
    <Stack gap="lg">
      {made && <NewToken made={made} onClose={() => setMade(null)} />}
      <AccessTab
        kind="devices"
        icons={{ none: IconDeviceTv, add: IconPlus }}
        query={useDeviceTokens(code)}
        revoke={revoke.mutateAsync}
        dialog={(state) => <CreateDialog code={code} onMade={setMade} {...state} />}
        row={(token, onRevoke) => <TokenRow key={token.id} token={token} onRevoke={onRevoke} />}
      />
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
  return (
    <AccessRow
      kind="devices"
      access={token}
      icon={IconKeyOff}
      onRevoke={onRevoke}
      badges={[t(`devices.${token.direction}`)]}
    >
      {() => (
        <>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {token.endpoint}
          </Text>
          <Text size="sm" c="dimmed">
            {t('guests.expires', { at: formatDateTime(token.expires_at) })}
          </Text>
        </>
      )}
    </AccessRow>
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
  const token = useCreateDeviceToken(code);
  const form = useAccessForm({ direction: 'publish' as DeviceDirection });
  return (
    <AccessDialog
      kind="devices"
      opened={opened}
      onClose={onClose}
      form={form}
      label={{ placeholder: t('devices.label.example') }}
      create={async (what, { direction }) => {
        onMade(await token.mutateAsync({ ...what, direction }));
      }}
    >
      <SegmentedControl
        {...form.getInputProps('direction')}
        aria-label={t('devices.direction')}
        data={[
          { value: 'publish', label: t('devices.publish') },
          { value: 'play', label: t('devices.play') },
        ]}
      />
    </AccessDialog>
  );
}
