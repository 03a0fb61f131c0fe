import { SegmentedControl, Stack, Switch, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Dialog } from './Dialog';
import { useSession, useStore } from '../hooks';
import { preferences, savePreferences, type VideoQuality } from '../preferences';
import { DevicePickers } from './DevicePickers';
import { FailureAlert } from './FailureAlert';

const QUALITIES: readonly VideoQuality[] = ['low', 'standard', 'high'];

export function SettingsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('room');
  const { local } = useSession();
  const { microphone, camera } = useStore(local.store);
  const { quality, singleKeys, pushToTalk } = useStore(preferences);
  const changeQuality = (value: string) => {
    savePreferences({ quality: value as VideoQuality });
    if (local.isOn('camera')) void local.reopen('camera');
  };

  return (
    <Dialog opened={opened} onClose={onClose} title={t('settings.title')}>
      <Stack>
        {microphone.failure && (
          <FailureAlert
            device="microphone"
            failure={microphone.failure}
            onRetry={() => void local.turn('microphone', true)}
          />
        )}
        {camera.failure && (
          <FailureAlert
            device="camera"
            failure={camera.failure}
            onRetry={() => void local.turn('camera', true)}
          />
        )}
        <DevicePickers local={local} />
        <div>
          <Text size="sm" fw={600} mb={4} id="room-quality">
            {t('settings.quality')}
          </Text>
          <SegmentedControl
            fullWidth
            aria-labelledby="room-quality"
            value={quality}
            onChange={changeQuality}
            data={QUALITIES.map((value) => ({ value, label: t(`settings.quality.${value}`) }))}
          />
        </div>
        <Switch
          checked={pushToTalk}
          onChange={(event) => savePreferences({ pushToTalk: event.currentTarget.checked })}
          label={t('settings.push_to_talk')}
        />
        <Switch
          checked={singleKeys}
          onChange={(event) => savePreferences({ singleKeys: event.currentTarget.checked })}
          label={t('settings.single_keys')}
        />
      </Stack>
    </Dialog>
  );
}
