import { Button, Group, Select, Stack } from '@mantine/core';
import { IconCamera, IconMicrophone, IconVolume } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { loadDevicePreferences } from '@/shared/devices';
import { useStore } from '../hooks';
import { playTestSound } from '../level';
import type { LocalMedia } from '../local-media';
import { chooseSpeaker } from '../speaker';
import { Gauge } from './Gauge';

interface Props {
  local: LocalMedia;
}

/** Which microphone, camera and speaker; the gauge and the sound show at once whether it was right. */
export function DevicePickers({ local }: Props) {
  const { t } = useTranslation('room');
  const { devices, microphone, camera } = useStore(local.store);
  const [speaker, setSpeaker] = useState(() => loadDevicePreferences().speaker);
  const current = (track: MediaStreamTrack | null, kind: 'microphone' | 'camera') =>
    track?.getSettings().deviceId ?? loadDevicePreferences()[kind];

  return (
    <Stack gap="sm">
      <div>
        <Picker
          label={t('device.microphone')}
          icon={<IconMicrophone size={18} aria-hidden />}
          devices={devices.microphones}
          value={current(microphone.track, 'microphone')}
          onChange={(id) => void local.choose('microphone', id)}
        />
        <Stack gap={0} mt={8}>
          <Gauge track={microphone.on ? microphone.track : null} label={t('device.gauge')} />
        </Stack>
      </div>
      <Picker
        label={t('device.camera')}
        icon={<IconCamera size={18} aria-hidden />}
        devices={devices.cameras}
        value={current(camera.track, 'camera')}
        onChange={(id) => void local.choose('camera', id)}
      />
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <Stack flex={1} miw={0}>
          <Picker
            label={t('device.speaker')}
            icon={<IconVolume size={18} aria-hidden />}
            devices={devices.speakers}
            value={speaker ?? devices.speakers[0]?.deviceId ?? null}
            onChange={(id) => {
              chooseSpeaker(id);
              setSpeaker(id);
            }}
          />
        </Stack>
        <SoundTest speaker={speaker} />
      </Group>
    </Stack>
  );
}

function SoundTest({ speaker }: { speaker: string | null }) {
  const { t } = useTranslation('room');
  const [playing, setPlaying] = useState(false);
  const play = async () => {
    setPlaying(true);
    try {
      await playTestSound(speaker);
    } finally {
      setPlaying(false);
    }
  };
  return (
    <Button variant="default" onClick={() => void play()} disabled={playing}>
      {t(playing ? 'device.sound_playing' : 'device.sound_test')}
    </Button>
  );
}

interface PickerProps {
  label: string;
  icon: ReactNode;
  devices: MediaDeviceInfo[];
  value: string | null;
  onChange: (deviceId: string) => void;
}

function Picker({ label, icon, devices, value, onChange }: PickerProps) {
  const { t } = useTranslation('room');
  const known = devices.some(({ deviceId }) => deviceId === value);
  return (
    <Select
      label={label}
      leftSection={icon}
      data={devices.map(({ deviceId, label: name }) => ({ value: deviceId, label: name }))}
      value={known ? value : null}
      placeholder={t('device.none')}
      disabled={devices.length === 0}
      allowDeselect={false}
      onChange={(id) => {
        if (id !== null) onChange(id);
      }}
    />
  );
}
