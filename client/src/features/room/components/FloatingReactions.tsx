import { useRoom } from '../hooks';
import classes from './room.module.css';

/** Cheers that rise over the stage; what they say to a screen reader is said elsewhere. */
export function FloatingReactions() {
  const { reactions, participants } = useRoom();
  return (
    <div className={classes.reactions} aria-hidden>
      {reactions.map(({ key, participant, emoji }) => (
        <span key={key} className={classes.reaction} style={{ left: `${(key * 37) % 60}px` }}>
          <span>{emoji}</span>
          <span>{participants.get(participant)?.name ?? ''}</span>
        </span>
      ))}
    </div>
  );
}
