import { useEffect, useRef } from 'react';
import { watchLevel } from '../level';
import classes from './room.module.css';

interface Props {
  track: MediaStreamTrack | null;
  label: string;
}

/** How loud the microphone hears: a bar that never passes through React. */
export function Gauge({ track, label }: Props) {
  const fill = useRef<HTMLDivElement>(null);
  const meter = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const show = (level: number) => {
      if (fill.current) fill.current.style.transform = `scaleX(${level.toFixed(3)})`;
      meter.current?.setAttribute('aria-valuenow', String(Math.round(level * 100)));
    };
    if (!track) {
      show(0);
      return;
    }
    return watchLevel(track, show);
  }, [track]);
  return (
    <div
      ref={meter}
      className={classes.gauge}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
    >
      <div ref={fill} />
    </div>
  );
}
