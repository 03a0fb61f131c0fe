import { useCallback, useEffect, useState } from 'react';

export interface Found {
  devices: MediaDeviceInfo[];
  /** Names are hidden by the browser until the person has allowed camera or microphone once. */
  named: boolean;
  supported: boolean;
}

const NOTHING: Found = { devices: [], named: false, supported: false };

/** The devices of this computer, kept in step with what is plugged in. */
export function useMediaDevices() {
  const [found, setFound] = useState<Found>(NOTHING);
  const [refused, setRefused] = useState(false);
  const media = navigator.mediaDevices as MediaDevices | undefined;

  const look = useCallback(async () => {
    if (!media) return;
    const devices = await media.enumerateDevices();
    setFound({ devices, named: devices.some(({ label }) => label !== ''), supported: true });
  }, [media]);

  useEffect(() => {
    void look();
    media?.addEventListener('devicechange', look);
    return () => media?.removeEventListener('devicechange', look);
  }, [look, media]);

  /** Asks once for both, so that the browser tells the names; nothing is kept open. */
  const ask = useCallback(async () => {
    if (!media) return;
    setRefused(false);
    try {
      const stream = await media.getUserMedia({ audio: true, video: true });
      for (const track of stream.getTracks()) track.stop();
    } catch {
      setRefused(true);
    }
    await look();
  }, [look, media]);

  return { ...found, refused, ask };
}
