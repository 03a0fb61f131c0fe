import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconMicrophone, IconMicrophoneOff, IconVideo, IconVideoOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatLongDate, formatTimeRange } from '@/shared/i18n';
import type { Entry } from '../api';
import { useStore } from '../hooks';
import { LocalMedia } from '../local-media';
import { preferences, savePreferences } from '../preferences';
import { BarButton } from './Bar';
import { DevicePickers } from './DevicePickers';
import { FailureAlert } from './FailureAlert';
import { PageFrame } from './PageFrame';
import classes from './room.module.css';
import { useTrackStream, VideoView } from './VideoView';

interface Props {
  entry: Entry;
  /** Takes the devices over: from then on they are the room's to close. */
  onJoin: (local: LocalMedia) => void;
}

/** Devices that live as long as the page, unless they are handed on. */
function useLocalMedia() {
  const [local, setLocal] = useState<LocalMedia | null>(null);
  const [handed] = useState(() => new Set<LocalMedia>());
  useEffect(() => {
    const media = new LocalMedia();
    const { microphone, camera } = preferences.get();
    if (microphone) void media.turn('microphone', true);
    if (camera) void media.turn('camera', true);
    setLocal(media);
    return () => {
      if (!handed.has(media)) media.close();
    };
  }, [handed]);
  const handOn = (media: LocalMedia) => {
    handed.add(media);
    return media;
  };
  return { local, handOn };
}

export function PreJoin({ entry, onJoin }: Props) {
  const { local, handOn } = useLocalMedia();
  const { t } = useTranslation('room');
  return (
    <PageFrame title={entry.title}>
      <div className={classes.prejoin}>
        {local && <Preview local={local} name={entry.you.name} />}
        <Stack gap="lg">
          <Meeting entry={entry} />
          <Stack gap="xs">
            <Button size="lg" disabled={!local} onClick={() => local && onJoin(handOn(local))}>
              {t(entry.you.direct ? 'prejoin.join' : 'prejoin.ask')}
            </Button>
            <Text size="sm" c="dimmed">
              {t(entry.you.direct ? 'prejoin.join_hint' : 'prejoin.ask_hint')}
            </Text>
          </Stack>
          {local && <DevicePickers local={local} />}
        </Stack>
      </div>
    </PageFrame>
  );
}

function Meeting({ entry }: { entry: Entry }) {
  const { t } = useTranslation('room');
  return (
    <Stack gap={6}>
      <Title order={1} tabIndex={-1} data-page-title>
        {entry.title}
      </Title>
      <Text>
        {formatTimeRange(entry.starts_at, entry.ends_at)}
        {' · '}
        {formatLongDate(entry.starts_at)}
      </Text>
      <Text c="dimmed">
        {t('prejoin.organiser', { name: entry.organiser_name })}
        {entry.unit_name !== '' && ` · ${entry.unit_name}`}
      </Text>
      <Text size="sm" c="dimmed">
        {t(entry.you.kind === 'guest' ? 'prejoin.as_guest' : 'prejoin.as', {
          name: entry.you.name,
        })}
      </Text>
      {entry.live_count > 0 && (
        <Text size="sm" c="dimmed">
          {t('prejoin.live', { count: entry.live_count })}
        </Text>
      )}
    </Stack>
  );
}

function Preview({ local, name }: { local: LocalMedia; name: string }) {
  const { t } = useTranslation('room');
  const { microphone, camera } = useStore(local.store);
  const stream = useTrackStream(camera.on ? camera.track : null);
  const toggle = (device: 'microphone' | 'camera') => {
    const on = !local.isOn(device);
    savePreferences({ [device]: on });
    void local.turn(device, on);
  };
  const text = camera.starting ? 'prejoin.camera_starting' : 'prejoin.camera_off';

  return (
    <Stack gap="sm">
      <section className={classes.preview} aria-label={t('prejoin.preview')}>
        {stream ? (
          <VideoView stream={stream} mirror />
        ) : (
          <div className={classes.previewText}>{t(text)}</div>
        )}
        <span className={classes.previewName}>{name}</span>
        <div className={classes.previewBar}>
          <BarButton
            label={t(`bar.microphone.${microphone.on ? 'off' : 'on'}`)}
            tone={microphone.on ? 'plain' : 'off'}
            mark={microphone.failure !== null}
            onClick={() => toggle('microphone')}
            data-device="microphone"
          >
            {microphone.on ? <IconMicrophone aria-hidden /> : <IconMicrophoneOff aria-hidden />}
          </BarButton>
          <BarButton
            label={t(`bar.camera.${camera.on ? 'off' : 'on'}`)}
            tone={camera.on ? 'plain' : 'off'}
            mark={camera.failure !== null}
            onClick={() => toggle('camera')}
            data-device="camera"
          >
            {camera.on ? <IconVideo aria-hidden /> : <IconVideoOff aria-hidden />}
          </BarButton>
        </div>
      </section>
      {(['microphone', 'camera'] as const).map((device) => {
        const { failure } = device === 'microphone' ? microphone : camera;
        return failure ? (
          <FailureAlert
            key={device}
            device={device}
            failure={failure}
            onRetry={() => void local.turn(device, true)}
          />
        ) : null;
      })}
      {(microphone.failure || camera.failure) && (
        <Group>
          <Text size="sm" c="dimmed">
            {t('prejoin.without_devices')}
          </Text>
        </Group>
      )}
    </Stack>
  );
}
