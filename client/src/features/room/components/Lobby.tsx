import { Button, Loader, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRoom, useSession, useStore } from '../hooks';
import { Gauge } from './Gauge';
import { PageFrame } from './PageFrame';
import classes from './room.module.css';
import { useTrackStream, VideoView } from './VideoView';

/** On the way in: joining, or waiting until a host opens the door. */
export function Lobby({ title }: { title: string }) {
  const { t } = useTranslation('room');
  const session = useSession();
  const { stage, link, waitingTitle } = useRoom();
  const { camera, microphone } = useStore(session.local.store);
  const stream = useTrackStream(camera.on ? camera.track : null);
  const waiting = stage === 'waiting';
  const name = waitingTitle ?? title;
  const slow = link === 'reconnecting' || link === 'connecting';

  return (
    <PageFrame title={name}>
      <Stack align="center" ta="center" gap="md" maw={560} mx="auto" w="100%">
        <Loader size="lg" aria-hidden />
        <Title order={1} tabIndex={-1} data-page-title>
          {t(waiting ? 'lobby.title' : 'joining.title')}
        </Title>
        <div role="status">
          <Text>
            {waiting ? t('lobby.text', { title: name }) : t('joining.text', { title: name })}
          </Text>
          {slow && waiting && <Text size="sm">{t('banner.unreachable')}</Text>}
        </div>
        {waiting && (
          <>
            {stream && (
              <div className={classes.preview} style={{ width: '100%', maxWidth: 420 }}>
                <VideoView stream={stream} mirror />
              </div>
            )}
            <div style={{ width: '100%', maxWidth: 420 }}>
              <Gauge track={microphone.on ? microphone.track : null} label={t('device.gauge')} />
            </div>
            <Text size="sm" c="dimmed">
              {t('lobby.hint')}
            </Text>
          </>
        )}
        <Button variant="default" onClick={() => void session.leave()}>
          {t('lobby.leave')}
        </Button>
      </Stack>
    </PageFrame>
  );
}
