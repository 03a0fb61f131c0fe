/** What the client tells the server of its own path: `stats` of the protocol. */
export interface PathStats {
  rtt_ms?: number;
  /** Fractions of packets, 0 to 1. */
  loss_up?: number;
  loss_down?: number;
  jitter_ms?: number;
  freezes?: number;
  relay?: boolean;
}

/** What the person may read in the statistics dialog, beside PathStats. */
export interface MediaStats extends PathStats {
  sendKbps: number;
  receiveKbps: number;
  sent: { width: number; height: number; fps: number } | null;
  received: number;
  limitedBy: string | null;
}

interface Totals {
  at: number;
  bytesSent: number;
  bytesReceived: number;
  packetsReceived: number;
  packetsLost: number;
  freezes: number;
}

type Entry = Record<string, unknown> & { type: string; id: string };

const number = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : 0;

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Sums two reports to figures since the sample before. */
export class QualityMeter {
  #before: Totals | null = null;

  sample(up: Iterable<object>, down: Iterable<object>, now: number): MediaStats {
    const sending = [...up] as Entry[];
    const receiving = [...down] as Entry[];
    const totals = totalsOf(sending, receiving, now);
    const before = this.#before ?? totals;
    this.#before = totals;
    const seconds = Math.max(0.001, (totals.at - before.at) / 1000);
    const rate = (bytes: number) => Math.max(0, Math.round((bytes * 8) / 1000 / seconds));
    const lost = Math.max(0, totals.packetsLost - before.packetsLost);
    const arrived = Math.max(0, totals.packetsReceived - before.packetsReceived);
    return {
      ...pathOf(sending),
      ...upOf(sending),
      ...(arrived + lost > 0 ? { loss_down: round(lost / (arrived + lost), 4) } : {}),
      ...jitterOf(receiving),
      freezes: Math.max(0, totals.freezes - before.freezes),
      sendKbps: rate(totals.bytesSent - before.bytesSent),
      receiveKbps: rate(totals.bytesReceived - before.bytesReceived),
      received: receiving.filter(
        (entry) =>
          entry.type === 'inbound-rtp' &&
          entry.kind === 'video' &&
          number(entry.framesPerSecond) > 0,
      ).length,
    };
  }
}

function totalsOf(sending: Entry[], receiving: Entry[], at: number): Totals {
  const sum = (entries: Entry[], type: string, member: string) =>
    entries
      .filter((entry) => entry.type === type)
      .reduce((all, entry) => all + number(entry[member]), 0);
  return {
    at,
    bytesSent: sum(sending, 'outbound-rtp', 'bytesSent'),
    bytesReceived: sum(receiving, 'inbound-rtp', 'bytesReceived'),
    packetsReceived: sum(receiving, 'inbound-rtp', 'packetsReceived'),
    packetsLost: sum(receiving, 'inbound-rtp', 'packetsLost'),
    freezes: sum(receiving, 'inbound-rtp', 'freezeCount'),
  };
}

/** The way that is in use: the transport names its candidate pair. */
function pathOf(entries: Entry[]): Pick<PathStats, 'rtt_ms' | 'relay'> {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const transport = entries.find(({ type }) => type === 'transport');
  const pair = byId.get(String(transport?.selectedCandidatePairId));
  if (!pair) return {};
  const local = byId.get(String(pair.localCandidateId));
  return {
    ...(pair.currentRoundTripTime === undefined
      ? {}
      : { rtt_ms: Math.round(number(pair.currentRoundTripTime) * 1000) }),
    relay: local?.candidateType === 'relay',
  };
}

function upOf(sending: Entry[]): Pick<MediaStats, 'loss_up' | 'sent' | 'limitedBy'> {
  const remote = sending.filter((entry) => entry.type === 'remote-inbound-rtp');
  const worst = remote.reduce((all, entry) => Math.max(all, number(entry.fractionLost)), 0);
  const video = sending.find(
    (entry) =>
      entry.type === 'outbound-rtp' && entry.kind === 'video' && number(entry.frameWidth) > 0,
  );
  const reason = video?.qualityLimitationReason;
  return {
    ...(remote.length > 0 ? { loss_up: round(worst, 4) } : {}),
    sent: video
      ? {
          width: number(video.frameWidth),
          height: number(video.frameHeight),
          fps: Math.round(number(video.framesPerSecond)),
        }
      : null,
    limitedBy: typeof reason === 'string' && reason !== 'none' ? reason : null,
  };
}

function jitterOf(receiving: Entry[]): Pick<PathStats, 'jitter_ms'> {
  const audio = receiving.filter((entry) => entry.type === 'inbound-rtp' && entry.kind === 'audio');
  if (audio.length === 0) return {};
  return { jitter_ms: Math.round(Math.max(...audio.map((entry) => number(entry.jitter))) * 1000) };
}

/** The members that go to the server. */
export function pathStats(stats: MediaStats): PathStats {
  const { rtt_ms, loss_up, loss_down, jitter_ms, freezes, relay } = stats;
  return Object.fromEntries(
    Object.entries({ rtt_ms, loss_up, loss_down, jitter_ms, freezes, relay }).filter(
      ([, value]) => value !== undefined,
    ),
  );
}
