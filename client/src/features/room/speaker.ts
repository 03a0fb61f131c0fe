import { saveDevicePreferences } from '@/shared/devices';

export const SPEAKER_CHANGED = 'congvu:speaker';

/** Remembers the speaker and moves what is playing to it. */
export function chooseSpeaker(deviceId: string): void {
  saveDevicePreferences({ speaker: deviceId });
  window.dispatchEvent(new Event(SPEAKER_CHANGED));
}
