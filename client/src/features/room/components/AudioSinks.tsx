import { Button } from '@mantine/core';
import { IconVolume } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { loadDevicePreferences } from '@/shared/devices';
import { useRoom, useSession, useStore } from '../hooks';
import { sendTo } from '../level';
import { SPEAKER_CHANGED } from '../speaker';
import classes from './room.module.css';

function Sink({ stream, onBlocked }: { stream: MediaStream; onBlocked: () => void }) {
  const ref = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const audio = ref.current;
    if (!audio) return;
    const route = () => void sendTo(audio, loadDevicePreferences().speaker);
    audio.srcObject = stream;
    route();
    audio.play().catch((error: unknown) => {
      if (error instanceof Error && error.name === 'NotAllowedError') onBlocked();
    });
    window.addEventListener(SPEAKER_CHANGED, route);
    return () => {
      window.removeEventListener(SPEAKER_CHANGED, route);
      audio.srcObject = null;
    };
  }, [stream, onBlocked]);
  return <audio ref={ref} autoPlay data-remote-audio />;
}

/** The sound of all others. Where the browser refuses to play, one click starts it. */
export function AudioSinks() {
  const { t } = useTranslation('room');
  const session = useSession();
  const { tracks, you } = useRoom();
  const streams = useStore(session.streams);
  const [blocked, setBlocked] = useState(false);
  const block = useCallback(() => setBlocked(true), []);
  const root = useRef<HTMLDivElement>(null);

  const listen = () => {
    setBlocked(false);
    for (const audio of root.current?.querySelectorAll('audio') ?? []) {
      audio.play().catch(() => setBlocked(true));
    }
  };

  return (
    <div ref={root}>
      {[...tracks.values()]
        .filter(({ kind, participant }) => kind === 'audio' && participant !== you)
        .map(({ id }) => {
          const stream = streams.get(id);
          return stream ? <Sink key={id} stream={stream} onBlocked={block} /> : null;
        })}
      {blocked && (
        <Button
          className={classes.listen}
          size="lg"
          leftSection={<IconVolume aria-hidden />}
          onClick={listen}
        >
          {t('listen')}
        </Button>
      )}
    </div>
  );
}
