import { type Connection, readConnection, request } from '@/features/room/api';
import { capture, type CaptureKind, DeviceFailure } from '@/features/room/devices';
import { openSocket } from '@/features/room/wire';
import { ProblemError } from '@/shared/api';
import { bad, fair, type Figures, good, judge, skipped, type Step } from './steps';

const SOCKET_MS = 8_000;
const CONNECT_MS = 10_000;
const MEASURE_MS = 4_000;
const PINGS = 5;

const codeOf = (error: unknown): string =>
  error instanceof ProblemError ? error.code : 'unreachable';

const round = (value: number, digits = 0): number => Number(value.toFixed(digits));

/** Does the server answer over HTTPS, and how quickly. */
export async function checkServer(): Promise<{ step: Step; connection: Connection | null }> {
  try {
    const started = performance.now();
    const connection = await readConnection();
    return { step: good({ rttMs: round(performance.now() - started) }), connection };
  } catch (error) {
    const reason = codeOf(error) === 'rate.limited' ? 'limited' : 'unreachable';
    return { step: bad(reason), connection: null };
  }
}

/** Does a WebSocket open and stay; its round trip is the smallest of a few. */
export async function checkSocket(): Promise<Step> {
  let finish: (step: Step) => void = () => undefined;
  const done = new Promise<Step>((resolve) => {
    finish = resolve;
  });
  const timer = setTimeout(() => finish(bad('timeout')), SOCKET_MS);
  const wire = openSocket({
    open: () => {
      void measurePings(wire.send.bind(wire)).then(finish, () => finish(bad('lost')));
    },
    event: () => undefined,
    // A refusal is an answer: the way is open, only nobody is signed in.
    refused: (code) => finish(code === null ? bad('blocked') : fair(refusalOf(code))),
    lost: () => finish(bad('lost')),
  });
  const step = await done;
  clearTimeout(timer);
  wire.close();
  return step;
}

function refusalOf(code: string): string {
  if (code === 'session.required') return 'signed_out';
  return code === 'server.draining' ? 'draining' : 'refused';
}

type Send = (command: string, body: object, timeoutMs: number) => Promise<unknown>;

async function measurePings(send: Send): Promise<Step> {
  let best = Number.POSITIVE_INFINITY;
  for (let count = 0; count < PINGS; count += 1) {
    const started = performance.now();
    await send('ping', {}, SOCKET_MS / 2);
    best = Math.min(best, performance.now() - started);
  }
  return good({ rttMs: round(best) });
}

/**
 * Sends a tone over UDP to the media port and plays it back: the same way as in a meeting. With
 * `relay` only the way through the relay is tried.
 */
export async function checkMedia(connection: Connection, relay: boolean): Promise<Step> {
  if (relay && !connection.turn) return skipped('unset');
  const config: RTCConfiguration = {
    iceServers: connection.ice_servers,
    bundlePolicy: 'max-bundle',
    iceTransportPolicy: relay ? 'relay' : 'all',
  };
  const sender = new RTCPeerConnection(config);
  const player = new RTCPeerConnection(config);
  const tone = startTone();
  let probe: string | null = null;
  try {
    sender.addTransceiver(tone.track, { direction: 'sendonly' });
    await sender.setLocalDescription();
    const started = await request<{ id: string; sdp: string }>('POST', '/api/probe', {
      sdp: sender.localDescription?.sdp,
    });
    probe = started.id;
    await sender.setRemoteDescription({ type: 'answer', sdp: started.sdp });
    await connected(sender);
    player.addTransceiver('audio', { direction: 'recvonly' });
    await player.setLocalDescription();
    const played = await request<{ sdp: string }>('POST', `/api/probe/${started.id}/play`, {
      sdp: player.localDescription?.sdp,
    });
    await player.setRemoteDescription({ type: 'answer', sdp: played.sdp });
    await connected(player);
    await new Promise((resolve) => setTimeout(resolve, MEASURE_MS));
    return await measured(sender, player);
  } catch (error) {
    return failed(error);
  } finally {
    tone.stop();
    sender.close();
    player.close();
    if (probe !== null) {
      // The server forgets it by itself within a minute.
      await request('DELETE', `/api/probe/${probe}`).catch(() => undefined);
    }
  }
}

class PathError extends Error {}

function failed(error: unknown): Step {
  if (error instanceof PathError) return bad('no_path');
  const code = codeOf(error);
  if (code === 'session.required') return skipped('signed_out');
  return bad(code === 'media.full' ? 'full' : 'refused');
}

function startTone(): { track: MediaStreamTrack; stop: () => void } {
  const context = new AudioContext();
  const out = context.createMediaStreamDestination();
  const tone = context.createOscillator();
  tone.connect(out);
  tone.start();
  const track = out.stream.getAudioTracks()[0];
  if (!track) throw new Error('no audio track');
  return { track, stop: () => void context.close() };
}

function connected(pc: RTCPeerConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new PathError('timeout')), CONNECT_MS);
    const look = () => {
      if (pc.connectionState === 'connected') {
        clearTimeout(timer);
        resolve();
      } else if (pc.connectionState === 'failed') {
        clearTimeout(timer);
        reject(new PathError('failed'));
      }
    };
    pc.addEventListener('connectionstatechange', look);
    look();
  });
}

type Entry = Record<string, unknown>;

async function entriesOf(pc: RTCPeerConnection): Promise<Map<string, Entry>> {
  const found = new Map<string, Entry>();
  (await pc.getStats()).forEach((entry: Entry & { id: string }) => {
    found.set(entry.id, entry);
  });
  return found;
}

async function measured(sender: RTCPeerConnection, player: RTCPeerConnection): Promise<Step> {
  const up = await entriesOf(sender);
  const down = await entriesOf(player);
  const heard = [...down.values()].find(({ type }) => type === 'inbound-rtp');
  const packets = Number(heard?.packetsReceived ?? 0);
  if (packets === 0) return bad('silent');
  const lost = Math.max(0, Number(heard?.packetsLost ?? 0));
  const pair = [...up.values()].find(
    ({ type, state, nominated }) =>
      type === 'candidate-pair' && state === 'succeeded' && nominated === true,
  );
  const local = up.get(String(pair?.localCandidateId));
  const figures: Figures = {
    rttMs: round(Number(pair?.currentRoundTripTime ?? 0) * 1000),
    jitterMs: round(Number(heard?.jitter ?? 0) * 1000),
    loss: round(lost / (packets + lost), 4),
    path: local?.candidateType === 'relay' ? 'relay' : String(local?.protocol ?? 'udp'),
  };
  return judge(figures);
}

/** Opens a device and closes it again. */
export async function checkDevice(device: CaptureKind): Promise<Step> {
  try {
    const track = await capture(device, 'standard');
    const name = track.label;
    track.stop();
    return good({ device: name });
  } catch (error) {
    return bad(error instanceof DeviceFailure ? error.kind : 'other');
  }
}
