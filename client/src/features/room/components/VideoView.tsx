import { useEffect, useRef, useState } from 'react';
import classes from './room.module.css';

interface Props {
  stream: MediaStream;
  mirror?: boolean;
  fit?: 'cover' | 'contain';
}

/** A moving picture without sound; invisible until its first frame is there. */
export function VideoView({ stream, mirror = false, fit = 'cover' }: Props) {
  const ref = useRef<HTMLVideoElement>(null);
  const [ready, setReady] = useState(false);

  useEffect(() => {
    const video = ref.current;
    if (!video) return;
    setReady(false);
    video.srcObject = stream;
    // Refused only while the page may not play at all; the element then starts with the page.
    video.play().catch(() => undefined);
    return () => {
      video.srcObject = null;
    };
  }, [stream]);

  return (
    <video
      ref={ref}
      className={classes.video}
      data-fit={fit}
      data-mirror={mirror}
      data-ready={ready}
      onLoadedData={() => setReady(true)}
      autoPlay
      muted
      playsInline
      aria-hidden
      tabIndex={-1}
    />
  );
}

/** A stream around one track that stays the same object as long as the track does. */
export function useTrackStream(track: MediaStreamTrack | null): MediaStream | null {
  const [stream, setStream] = useState<MediaStream | null>(null);
  useEffect(() => setStream(track && new MediaStream([track])), [track]);
  return stream;
}
