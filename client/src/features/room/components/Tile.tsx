import { Loader } from '@mantine/core';
import {
  IconDeviceDesktop,
  IconHandStop,
  IconMicrophoneOff,
  IconPin,
  IconPinnedOff,
} from '@tabler/icons-react';
import { type CSSProperties, memo, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../hooks';
import type { Participant, Track } from '../protocol';
import { faceOf } from './names';
import { QualityBars } from './QualityBars';
import classes from './room.module.css';
import { VideoView } from './VideoView';

interface Props {
  participant: Participant;
  /** The picture: a camera or a screen; null shows the initials. */
  stream: MediaStream | null;
  track: Track | null;
  screen?: boolean;
  self: boolean;
  speaking: boolean;
  /** Place in the queue of raised hands from 1; 0: not raised. */
  hand: number;
  pinned: boolean;
  onPin: () => void;
  style?: CSSProperties;
}

/** One person, or one shared screen, on the stage. */
export const Tile = memo(function Tile(props: Props) {
  const { participant, stream, track, screen = false, self, speaking, hand, pinned } = props;
  const { t } = useTranslation('room');
  const { views } = useSession();
  const root = useRef<HTMLLIElement>(null);
  const trackId = self ? null : (track?.id ?? null);

  useEffect(() => {
    if (!root.current || trackId === null) return;
    return views.show(root.current, trackId);
  }, [views, trackId]);

  const away = participant.connection === 'reconnecting';
  const name = self ? t('tile.self', { name: participant.name }) : participant.name;
  const title = screen ? t('tile.screen', { name: participant.name }) : name;

  return (
    <li
      ref={root}
      className={classes.tile}
      style={props.style}
      data-tile={participant.id}
      data-kind={screen ? 'screen' : 'camera'}
      data-speaking={speaking && !screen}
      data-away={away}
    >
      {screen ? <Coming /> : <Face name={participant.name} />}
      {stream && (
        <VideoView stream={stream} mirror={self && !screen} fit={screen ? 'contain' : 'cover'} />
      )}
      {away && (
        <div className={classes.away}>
          <Loader size="sm" color="white" />
          {t('tile.away')}
        </div>
      )}
      <div className={classes.badges}>
        {hand > 0 && !screen && (
          <span className={classes.hand} role="img" aria-label={t('tile.hand', { place: hand })}>
            <IconHandStop size={15} aria-hidden />
            {hand}
          </span>
        )}
      </div>
      <div className={classes.label}>
        {screen ? (
          <IconDeviceDesktop size={15} aria-hidden />
        ) : (
          !participant.microphone && (
            <IconMicrophoneOff size={15} role="img" aria-label={t('tile.muted')} />
          )
        )}
        <span>{title}</span>
        {!screen && !self && <QualityBars score={participant.quality} />}
      </div>
      <div className={classes.tools} data-pinned={pinned}>
        <button
          type="button"
          className={classes.tool}
          onClick={props.onPin}
          aria-pressed={pinned}
          aria-label={t(pinned ? 'tile.unpin' : 'tile.pin', { name: title })}
        >
          {pinned ? <IconPinnedOff size={18} aria-hidden /> : <IconPin size={18} aria-hidden />}
        </button>
      </div>
    </li>
  );
});

/** Beneath a shared screen until its first picture is there. */
function Coming() {
  return (
    <div className={classes.face}>
      <Loader color="white" aria-hidden />
    </div>
  );
}

export function Face({ name }: { name: string }) {
  const { letters, colour } = faceOf(name);
  return (
    <div className={classes.face} aria-hidden>
      <div className={classes.avatar} style={{ background: colour }}>
        {letters}
      </div>
    </div>
  );
}
