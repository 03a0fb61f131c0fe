import { Store } from './store';

/** How large one's own picture is sent. */
export type VideoQuality = 'low' | 'standard' | 'high';

/** What this browser remembers of its person's habits in the room. */
export interface RoomPreferences {
  quality: VideoQuality;
  microphone: boolean;
  camera: boolean;
  guestName: string;
  singleKeys: boolean;
  pushToTalk: boolean;
}

const STORAGE_KEY = 'congvu.room';

const DEFAULTS: RoomPreferences = {
  quality: 'standard',
  microphone: true,
  camera: true,
  guestName: '',
  singleKeys: false,
  pushToTalk: false,
};

const QUALITIES: readonly unknown[] = ['low', 'standard', 'high'];

/** Reads what is stored member by member: what is missing or of the wrong kind is the default. */
export function parsePreferences(text: string | null): RoomPreferences {
  let stored: Record<string, unknown> = {};
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    if (typeof value === 'object' && value !== null) stored = value as Record<string, unknown>;
  } catch {
    return DEFAULTS;
  }
  const flag = (key: 'microphone' | 'camera' | 'singleKeys' | 'pushToTalk') =>
    typeof stored[key] === 'boolean' ? stored[key] : DEFAULTS[key];
  return {
    quality: QUALITIES.includes(stored.quality)
      ? (stored.quality as VideoQuality)
      : DEFAULTS.quality,
    microphone: flag('microphone'),
    camera: flag('camera'),
    guestName: typeof stored.guestName === 'string' ? stored.guestName.slice(0, 80) : '',
    singleKeys: flag('singleKeys'),
    pushToTalk: flag('pushToTalk'),
  };
}

function read(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

export const preferences = new Store<RoomPreferences>(parsePreferences(read()));

export function savePreferences(change: Partial<RoomPreferences>): void {
  preferences.update((before) => ({ ...before, ...change }));
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(preferences.get()));
  } catch {
    // A browser that keeps nothing still holds meetings; the habit lasts until the page closes.
  }
}
