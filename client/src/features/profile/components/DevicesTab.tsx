import { Alert, Button, Group, Paper, Select, Stack, Text } from '@mantine/core';
import { IconCamera, IconMicrophone, IconNetwork, IconVolume } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type DevicePreferences,
  loadDevicePreferences,
  saveDevicePreferences,
} from '@/shared/devices';
import { announce, ButtonLink } from '@/shared/ui';
import { useMediaDevices } from '../hooks/useMediaDevices';

const KINDS = [
  { name: 'camera', kind: 'videoinput', icon: IconCamera },
  { name: 'microphone', kind: 'audioinput', icon: IconMicrophone },
  { name: 'speaker', kind: 'audiooutput', icon: IconVolume },
] as const;

/** The wished devices of this computer; a meeting uses another when one is missing. */
export function DevicesTab() {
  const { t } = useTranslation('profile');
  const { devices, named, supported, refused, ask } = useMediaDevices();
  const [chosen, setChosen] = useState<DevicePreferences>(loadDevicePreferences);
  const choose = (name: keyof DevicePreferences, id: string | null) => {
    setChosen(saveDevicePreferences({ [name]: id }));
    announce(t('shared:action.saved'));
  };

  return (
    <Stack gap="lg" maw={720}>
      <Text c="dimmed">{t('devices.lead')}</Text>
      {supported && !named && (
        <Alert color={refused ? 'red' : 'navy'} title={t('devices.hidden')}>
          <Text size="sm" mb="sm">
            {t(refused ? 'devices.refused' : 'devices.hidden.text')}
          </Text>
          <Button size="xs" variant="default" onClick={() => void ask()}>
            {t('devices.allow')}
          </Button>
        </Alert>
      )}
      {!supported && <Alert color="gold">{t('devices.unsupported')}</Alert>}
      <Paper withBorder p="lg">
        <Stack>
          {KINDS.map(({ name, kind, icon: Glyph }) => {
            const known = devices.filter(
              (device) => device.kind === kind && device.deviceId !== '' && device.label !== '',
            );
            const value = chosen[name];
            const missing = value !== null && named && !known.some((d) => d.deviceId === value);
            return (
              <Select
                key={name}
                label={t(`devices.${name}`)}
                leftSection={<Glyph size={18} aria-hidden />}
                placeholder={t('devices.default')}
                disabled={known.length === 0}
                clearable
                clearButtonProps={{ 'aria-label': t('devices.clear') }}
                value={missing ? null : value}
                onChange={(id) => choose(name, id)}
                description={missing ? t('devices.missing') : undefined}
                data={known.map(({ deviceId, label }) => ({ value: deviceId, label }))}
              />
            );
          })}
        </Stack>
      </Paper>
      <Group>
        <ButtonLink
          to="/kiem-tra-ket-noi"
          variant="light"
          leftSection={<IconNetwork size={18} aria-hidden />}
        >
          {t('devices.test')}
        </ButtonLink>
      </Group>
    </Stack>
  );
}
