/** The devices a person prefers: wishes, never conditions, since a device may be gone. */
export interface DevicePreferences {
  camera: string | null;
  microphone: string | null;
  speaker: string | null;
}

const STORAGE_KEY = 'congvu.devices';
const NONE: DevicePreferences = { camera: null, microphone: null, speaker: null };

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

export function loadDevicePreferences(): DevicePreferences {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? 'null');
    if (typeof stored !== 'object' || stored === null) return NONE;
    const { camera, microphone, speaker } = stored as Record<string, unknown>;
    return {
      camera: textOrNull(camera),
      microphone: textOrNull(microphone),
      speaker: textOrNull(speaker),
    };
  } catch {
    return NONE;
  }
}

export function saveDevicePreferences(change: Partial<DevicePreferences>): DevicePreferences {
  const next = { ...loadDevicePreferences(), ...change };
  localStorage.setItem(STORAGE_KEY, JSON.stringify(next));
  return next;
}
