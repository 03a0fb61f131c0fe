import { Button, Loader } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoom, useSession, useStore } from '../hooks';
import type { MediaPaths } from '../room-session';
import type { RoomState } from '../room-state';
import classes from './room.module.css';

/** A short stumble is not worth a word. */
const PATIENCE_MS = 1_500;

function trouble({ link, linkReason, draining }: RoomState, paths: MediaPaths): string | null {
  if (link !== 'live') return linkReason ?? 'unreachable';
  if (draining !== null) return 'draining';
  const broken = (state: RTCPeerConnectionState) => state === 'failed' || state === 'disconnected';
  return broken(paths.publish) || broken(paths.subscribe) ? 'media' : null;
}

/** Why the picture may stand still, while it is being mended. */
export function Banner() {
  const { t } = useTranslation('room');
  const session = useSession();
  const room = useRoom();
  const now = trouble(room, useStore(session.paths));
  const [shown, setShown] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setShown(now), now === null ? 0 : PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [now]);
  return (
    <div role="status" style={{ gridArea: 'banner' }}>
      {shown && (
        <div className={classes.banner} data-banner={shown}>
          <Loader size="xs" color="white" aria-hidden />
          <span>{t(`banner.${shown}`)}</span>
          {shown !== 'draining' && (
            <Button
              size="compact-sm"
              variant="white"
              color="dark"
              onClick={() => void session.leave()}
            >
              {t('bar.leave')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
