import { describe, expect, it } from 'vitest';
import { levelOf } from './level';
import { pathStats, QualityMeter } from './quality';

const pair = [
  { id: 'T', type: 'transport', selectedCandidatePairId: 'P2' },
  { id: 'P1', type: 'candidate-pair', currentRoundTripTime: 9, localCandidateId: 'L1' },
  { id: 'P2', type: 'candidate-pair', currentRoundTripTime: 0.042, localCandidateId: 'L2' },
  { id: 'L2', type: 'local-candidate', candidateType: 'relay' },
];

const inbound = (received: number, lost: number, bytes: number) => [
  {
    id: 'I',
    type: 'inbound-rtp',
    kind: 'audio',
    packetsReceived: received,
    packetsLost: lost,
    bytesReceived: bytes,
    jitter: 0.012,
    freezeCount: 0,
  },
];

describe('the figures of a path', () => {
  it('are those of the candidate pair in use', () => {
    const stats = new QualityMeter().sample(pair, [], 0);
    expect(stats).toMatchObject({ rtt_ms: 42, relay: true });
  });

  it('count loss and rate since the sample before', () => {
    const meter = new QualityMeter();
    meter.sample([], inbound(1_000, 500, 0), 0);
    const stats = meter.sample([], inbound(1_090, 510, 125_000), 5_000);
    expect(stats).toMatchObject({ loss_down: 0.1, receiveKbps: 200, jitter_ms: 12 });
  });

  it('do not run backwards when a stream is gone', () => {
    const meter = new QualityMeter();
    meter.sample([], inbound(1_000, 10, 1_000_000), 0);
    const stats = meter.sample([], [], 5_000);
    expect(stats).toMatchObject({ receiveKbps: 0, freezes: 0 });
    expect(stats.loss_down).toBeUndefined();
  });

  it('go to the server without what the protocol does not know', () => {
    const stats = new QualityMeter().sample(pair, inbound(10, 0, 0), 0);
    expect(Object.keys(pathStats(stats)).sort()).toEqual([
      'freezes',
      'jitter_ms',
      'relay',
      'rtt_ms',
    ]);
  });
});

it('the gauge shows silence as nothing and a full tone as everything', () => {
  expect(levelOf(new Float32Array(0))).toBe(0);
  expect(levelOf(new Float32Array(1024))).toBe(0);
  expect(levelOf(new Float32Array(1024).fill(0.7))).toBe(1);
  const voice = levelOf(new Float32Array(1024).fill(0.02));
  expect(voice).toBeGreaterThan(0.3);
  expect(voice).toBeLessThan(0.7);
});
