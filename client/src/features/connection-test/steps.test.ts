import { describe, expect, it } from 'vitest';
import { bad, fair, freshSteps, good, judge, reportText, skipped, verdictOf } from './steps';

describe('a media path', () => {
  it.each([
    [{ rttMs: 20, jitterMs: 3, loss: 0 }, 'good', null],
    [{ rttMs: 149, jitterMs: 39, loss: 0.019 }, 'good', null],
    [{ rttMs: 150 }, 'fair', 'delay'],
    [{ jitterMs: 40 }, 'fair', 'jitter'],
    [{ loss: 0.02 }, 'fair', 'loss'],
    [{ rttMs: 400 }, 'bad', 'delay'],
    [{ loss: 0.1, rttMs: 500 }, 'bad', 'loss'],
  ])('with %o is %s (%s)', (figures, state, reason) => {
    expect(judge(figures)).toEqual({ state, reason, figures });
  });
});

describe('the whole test', () => {
  const all = { ...freshSteps(), server: good(), socket: good(), media: good() };

  it('is good where no step is worse, a relay that is not set included', () => {
    const steps = { ...all, relay: skipped('unset'), microphone: good(), camera: good() };
    expect(verdictOf(steps)).toBe('good');
  });

  it('is fair without a camera: one still hears and sees', () => {
    expect(verdictOf({ ...all, camera: bad('missing') })).toBe('fair');
    expect(verdictOf({ ...all, media: fair('jitter') })).toBe('fair');
  });

  it('is bad where media do not reach the server', () => {
    expect(verdictOf({ ...all, media: bad('no_path') })).toBe('bad');
  });
});

it('reports every step with its reason and figures on a line of its own', () => {
  const text = reportText(
    { ...freshSteps(), media: fair('loss', { rttMs: 30, loss: 0.03 }) },
    {
      at: '2026-11-24T01:00:00Z',
      page: 'https://hop.example',
      browser: 'B',
      screen: '1',
      network: '-',
    },
  );
  expect(text).toContain('\nmedia: fair loss rttMs=30 loss=0.03\n');
  expect(text.split('\n')).toHaveLength(12);
});
