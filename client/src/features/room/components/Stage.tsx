import { ActionIcon } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { type CSSProperties, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoom, useSession, useStore } from '../hooks';
import { focusShape, gridShape, PAGER_HEIGHT, pageOf, type Size, tileSize } from '../layout';
import { FloatingReactions } from './FloatingReactions';
import classes from './room.module.css';
import { Tile } from './Tile';
import {
  activeSpeaker,
  screenTiles,
  type TileInfo,
  useHandPlaces,
  usePeopleTiles,
} from './useTiles';
import { useTrackStream } from './VideoView';

export type LayoutChoice = 'auto' | 'grid' | 'speaker';

interface Props {
  layout: LayoutChoice;
  pinned: string | null;
  onPin: (tile: string | null) => void;
}

/** Everybody to be seen: in a grid of pages, or one large with the others on a strip. */
export function Stage({ layout, pinned, onPin }: Props) {
  const room = useRoom();
  const { ref, width, height } = useElementSize();
  const stage = { width, height };
  const screens = screenTiles(room);
  const large = largeTile(pinned, layout, screens.at(-1)?.id ?? null, activeSpeaker(room));

  return (
    <div className={classes.floor} ref={ref}>
      {width > 0 && <Arranged {...{ stage, screens, large, pinned, onPin }} />}
      <FloatingReactions />
    </div>
  );
}

function largeTile(
  pinned: string | null,
  layout: LayoutChoice,
  screen: string | null,
  speaker: string | null,
): string | null {
  if (pinned !== null) return pinned;
  if (layout === 'grid') return null;
  return screen ?? (layout === 'speaker' ? speaker : null);
}

interface ArrangedProps {
  stage: Size;
  screens: TileInfo[];
  large: string | null;
  pinned: string | null;
  onPin: (tile: string | null) => void;
}

function Arranged({ stage, screens, large, pinned, onPin }: ArrangedProps) {
  const { t } = useTranslation('room');
  const room = useRoom();
  const [page, setPage] = useState(0);
  const focus = focusShape(stage);
  const count = room.participants.size + screens.length;
  const shape = gridShape(count, stage);
  const focused = large !== null;
  const capacity = focused ? focus.capacity : Math.max(1, shape.capacity - screens.length);
  const people = usePeopleTiles(capacity);
  const all = [...screens, ...people];
  const main = all.find(({ id }) => id === large);
  const others = main ? all.filter(({ id }) => id !== large) : all;
  const perPage = main ? focus.capacity : shape.capacity;
  const pages = Math.max(1, Math.ceil(others.length / perPage));
  const current = Math.min(page, pages - 1);
  const shown = pageOf(others, current, perPage);
  const tile = useTile(pinned, onPin);

  const pager = pages > 1 && (
    <nav className={classes.pager} aria-label={t('stage.pages')}>
      <PageButton
        label={t('stage.previous')}
        disabled={current === 0}
        onClick={() => setPage(current - 1)}
        back
      />
      <span aria-live="polite">{t('stage.page', { page: current + 1, pages })}</span>
      <PageButton
        label={t('stage.next')}
        disabled={current === pages - 1}
        onClick={() => setPage(current + 1)}
      />
    </nav>
  );

  if (main) {
    return (
      <div className={classes.focus} data-strip={focus.strip} data-layout="focus">
        <ul className={classes.focusMain} aria-label={t('stage.main')}>
          {tile(main)}
        </ul>
        {shown.length > 0 && (
          <div className={classes.side}>
            <ul className={classes.strip} data-strip={focus.strip} aria-label={t('stage.others')}>
              {shown.map((one) => tile(one))}
            </ul>
            {pager}
          </div>
        )}
      </div>
    );
  }
  const size = tileSize(shape, stage);
  return (
    <>
      <ul
        className={classes.grid}
        style={{ bottom: pages > 1 ? PAGER_HEIGHT : 0 }}
        aria-label={t('stage.people')}
        data-layout="grid"
      >
        {shown.map((one) => tile(one, size))}
      </ul>
      {pages > 1 && (
        <div style={{ position: 'absolute', right: 0, bottom: 0, left: 0 }}>{pager}</div>
      )}
    </>
  );
}

function useTile(pinned: string | null, onPin: (tile: string | null) => void) {
  const room = useRoom();
  const session = useSession();
  const streams = useStore(session.streams);
  const local = useStore(session.local.store);
  const camera = useTrackStream(local.camera.track);
  const screen = useTrackStream(local.screen);
  const places = useHandPlaces();
  const speaking = new Set(room.speakers.map(({ participant }) => participant));
  const toggle = useCallback((id: string) => onPin(pinned === id ? null : id), [pinned, onPin]);

  const streamOf = ({ participant, track, screen: shared }: TileInfo): MediaStream | null => {
    if (participant.id === room.you) return shared ? screen : camera;
    if (!track || track.muted) return null;
    return streams.get(track.id) ?? null;
  };

  return (info: TileInfo, style?: CSSProperties) => (
    <Tile
      key={info.id}
      participant={info.participant}
      stream={streamOf(info)}
      track={info.track}
      screen={info.screen}
      self={info.participant.id === room.you}
      speaking={speaking.has(info.participant.id)}
      hand={places.get(info.participant.id) ?? 0}
      pinned={pinned === info.id}
      onPin={() => toggle(info.id)}
      {...(style ? { style } : {})}
    />
  );
}

interface PageButtonProps {
  label: string;
  disabled: boolean;
  onClick: () => void;
  back?: boolean;
}

function PageButton({ label, disabled, onClick, back = false }: PageButtonProps) {
  return (
    <ActionIcon
      variant="default"
      size="md"
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
    >
      {back ? (
        <IconChevronLeft size={18} aria-hidden />
      ) : (
        <IconChevronRight size={18} aria-hidden />
      )}
    </ActionIcon>
  );
}
