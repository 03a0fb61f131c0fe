import { loadDevicePreferences } from '@/shared/devices';
import type { VideoQuality } from './preferences';

export type CaptureKind = 'microphone' | 'camera';

/**
 * Why a device gives nothing. `refused`: the person (or the browser for them) said no to this page;
 * `system`: the operating system keeps the browser out; `missing`: there is none; `busy`: another
 * program holds it; `insecure`: the page is not served by https; `other`: the browser said no more.
 */
export type FailureKind = 'refused' | 'system' | 'missing' | 'busy' | 'insecure' | 'other';

export class DeviceFailure extends Error {
  constructor(
    readonly device: CaptureKind,
    readonly kind: FailureKind,
  ) {
    super(`${device}: ${kind}`);
    this.name = 'DeviceFailure';
  }
}

/** Names the failure of getUserMedia; the names are those of W3C Media Capture, section 10.2. */
export function failureKind(error: unknown): FailureKind {
  const { name, message } = error instanceof Error ? error : { name: '', message: '' };
  switch (name) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
      // The name is the same for both; only the sentence tells who refused (Chromium, Firefox).
      return /system|platform|operating/i.test(message) ? 'system' : 'refused';
    case 'SecurityError':
      return 'refused';
    case 'NotFoundError':
    case 'OverconstrainedError':
    case 'DevicesNotFoundError':
      return 'missing';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'busy';
    default:
      return 'other';
  }
}

export interface Picture {
  width: number;
  height: number;
  frameRate: number;
  /** Bits a second at most. */
  maxBitrate: number;
}

export const PICTURES: Record<VideoQuality, Picture> = {
  low: { width: 320, height: 180, frameRate: 15, maxBitrate: 150_000 },
  standard: { width: 640, height: 360, frameRate: 30, maxBitrate: 600_000 },
  high: { width: 1280, height: 720, frameRate: 30, maxBitrate: 1_700_000 },
};

/** A saved device is a wish (`ideal`): another one serves where it is gone. */
export function constraintsOf(
  device: CaptureKind,
  deviceId: string | null,
  quality: VideoQuality,
): MediaStreamConstraints {
  const wish = deviceId === null ? {} : { deviceId: { ideal: deviceId } };
  if (device === 'microphone') {
    return {
      audio: { ...wish, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    };
  }
  const { width, height, frameRate } = PICTURES[quality];
  return {
    video: {
      ...wish,
      width: { ideal: width },
      height: { ideal: height },
      frameRate: { ideal: frameRate, max: frameRate },
    },
  };
}

/** Opens a device; rejects with DeviceFailure. */
export async function capture(
  device: CaptureKind,
  quality: VideoQuality,
  deviceId: string | null = loadDevicePreferences()[device],
): Promise<MediaStreamTrack> {
  if (!navigator.mediaDevices) throw new DeviceFailure(device, 'insecure');
  try {
    const stream = await navigator.mediaDevices.getUserMedia(
      constraintsOf(device, deviceId, quality),
    );
    const track = stream.getTracks()[0];
    if (!track) throw new DeviceFailure(device, 'missing');
    track.contentHint = device === 'microphone' ? 'speech' : 'motion';
    return track;
  } catch (error) {
    if (error instanceof DeviceFailure) throw error;
    throw new DeviceFailure(device, failureKind(error));
  }
}

export interface ScreenCapture {
  video: MediaStreamTrack;
  audio: MediaStreamTrack | null;
}

/** Asks for a screen; null where the person closed the browser's own dialog. */
export async function captureScreen(): Promise<ScreenCapture | null> {
  if (!navigator.mediaDevices?.getDisplayMedia) throw new DeviceFailure('camera', 'insecure');
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({
      video: { frameRate: { ideal: 15, max: 30 }, width: { max: 1920 }, height: { max: 1080 } },
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    });
    const video = stream.getVideoTracks()[0];
    if (!video) return null;
    // Letters before motion: where bits are short, fewer pictures and not a smaller one.
    video.contentHint = 'detail';
    return { video, audio: stream.getAudioTracks()[0] ?? null };
  } catch (error) {
    if (failureKind(error) === 'refused') return null;
    throw new DeviceFailure('camera', failureKind(error));
  }
}

export interface DeviceList {
  microphones: MediaDeviceInfo[];
  cameras: MediaDeviceInfo[];
  speakers: MediaDeviceInfo[];
}

/** What can be chosen now. Without permission the entries have no names and are left out. */
export async function listDevices(): Promise<DeviceList> {
  const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  const named = all.filter(({ label, deviceId }) => label !== '' && deviceId !== '');
  return {
    microphones: named.filter(({ kind }) => kind === 'audioinput'),
    cameras: named.filter(({ kind }) => kind === 'videoinput'),
    speakers: named.filter(({ kind }) => kind === 'audiooutput'),
  };
}
