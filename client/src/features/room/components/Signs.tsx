import { IconHandStop, IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useRoom } from '../hooks';
import { hands } from '../room-state';
import classes from './room.module.css';

/** What holds for the whole room: locked, and how many hands are up. */
export function Signs() {
  const { t } = useTranslation('room');
  const room = useRoom();
  const raised = hands(room).length;
  return (
    <>
      {room.room?.locked && (
        <span className={classes.chip} role="img" aria-label={t('top.locked')}>
          <IconLock size={15} aria-hidden />
        </span>
      )}
      {raised > 0 && (
        <span className={classes.chip} role="img" aria-label={t('top.hands', { count: raised })}>
          <IconHandStop size={15} aria-hidden />
          {raised}
        </span>
      )}
    </>
  );
}
