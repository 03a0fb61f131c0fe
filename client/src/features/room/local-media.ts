import { saveDevicePreferences } from '@/shared/devices';
import {
  type CaptureKind,
  capture,
  captureScreen,
  DeviceFailure,
  type DeviceList,
  type FailureKind,
  listDevices,
} from './devices';
import { preferences } from './preferences';
import { Store } from './store';

export interface LocalDevice {
  /** What the person wants; the track follows, or `failure` tells why not. */
  on: boolean;
  starting: boolean;
  track: MediaStreamTrack | null;
  failure: FailureKind | null;
}

export interface LocalState {
  microphone: LocalDevice;
  camera: LocalDevice;
  screen: MediaStreamTrack | null;
  screenAudio: MediaStreamTrack | null;
  devices: DeviceList;
}

const OFF: LocalDevice = { on: false, starting: false, track: null, failure: null };

/**
 * The person's own devices, before and in the meeting. A microphone that is off stays open but
 * silent, so that speaking starts at once; a camera that is off is closed: its lamp goes out.
 */
export class LocalMedia {
  readonly store = new Store<LocalState>({
    microphone: OFF,
    camera: OFF,
    screen: null,
    screenAudio: null,
    devices: { microphones: [], cameras: [], speakers: [] },
  });
  #chain: Record<CaptureKind, Promise<void>> = {
    microphone: Promise.resolve(),
    camera: Promise.resolve(),
  };
  #closed = false;

  constructor() {
    navigator.mediaDevices?.addEventListener('devicechange', this.#refresh);
    void this.#refresh();
  }

  isOn(device: CaptureKind): boolean {
    return this.store.get()[device].on;
  }

  /** Switches a device on or off; resolves when it is so, or has failed. */
  turn(device: CaptureKind, on: boolean): Promise<void> {
    this.#patch(device, { on, ...(on ? { failure: null } : {}) });
    return this.#queue(device, () => this.#apply(device));
  }

  /** Takes another device and remembers it as a wish for the next time. */
  choose(device: CaptureKind, deviceId: string): Promise<void> {
    saveDevicePreferences({ [device]: deviceId });
    return this.reopen(device);
  }

  /** Opens the device again, as after a change of its preferences. */
  reopen(device: CaptureKind): Promise<void> {
    return this.#queue(device, async () => {
      this.#release(device);
      await this.#apply(device);
    });
  }

  /** True when a screen is being shared afterwards. */
  async shareScreen(): Promise<boolean> {
    const screen = await captureScreen();
    if (!screen) return false;
    if (this.#closed) {
      screen.video.stop();
      screen.audio?.stop();
      return false;
    }
    this.stopScreen();
    screen.video.addEventListener('ended', () => {
      if (this.store.get().screen === screen.video) this.stopScreen();
    });
    this.store.update((state) => ({
      ...state,
      screen: screen.video,
      screenAudio: screen.audio,
    }));
    return true;
  }

  stopScreen(): void {
    const { screen, screenAudio } = this.store.get();
    screen?.stop();
    screenAudio?.stop();
    if (screen) this.store.update((state) => ({ ...state, screen: null, screenAudio: null }));
  }

  close(): void {
    this.#closed = true;
    navigator.mediaDevices?.removeEventListener('devicechange', this.#refresh);
    this.stopScreen();
    for (const device of ['microphone', 'camera'] as const) {
      this.#release(device);
      this.#patch(device, OFF);
    }
  }

  #queue(device: CaptureKind, work: () => Promise<void>): Promise<void> {
    this.#chain[device] = this.#chain[device].then(work);
    return this.#chain[device];
  }

  async #apply(device: CaptureKind): Promise<void> {
    const { on, track } = this.store.get()[device];
    if (this.#closed) return;
    if (!on) {
      if (device === 'camera') this.#release(device);
      else if (track) track.enabled = false;
      return;
    }
    if (track && track.readyState === 'live') {
      track.enabled = true;
      return;
    }
    await this.#open(device);
  }

  async #open(device: CaptureKind): Promise<void> {
    this.#patch(device, { starting: true });
    try {
      const track = await capture(device, preferences.get().quality);
      if (this.#closed) {
        track.stop();
        return;
      }
      // Fires when the device is pulled out or its permission withdrawn, not on our own stop().
      track.addEventListener('ended', () => void this.#lost(device, track));
      this.#patch(device, { starting: false, track, failure: null });
      await this.#refresh();
    } catch (error) {
      const failure = error instanceof DeviceFailure ? error.kind : 'other';
      this.#patch(device, { on: false, starting: false, track: null, failure });
    }
  }

  /** A device that went away is replaced by what is left, once. */
  async #lost(device: CaptureKind, track: MediaStreamTrack): Promise<void> {
    if (this.store.get()[device].track !== track) return;
    await this.reopen(device);
  }

  #release(device: CaptureKind): void {
    this.store.get()[device].track?.stop();
    this.#patch(device, { track: null });
  }

  #patch(device: CaptureKind, change: Partial<LocalDevice>): void {
    this.store.update((state) => ({ ...state, [device]: { ...state[device], ...change } }));
  }

  #refresh = async (): Promise<void> => {
    const devices = await listDevices().catch(() => null);
    if (devices && !this.#closed) this.store.update((state) => ({ ...state, devices }));
  };
}
