/** What the test looks at, in this order. */
export const STEPS = ['server', 'socket', 'media', 'relay', 'microphone', 'camera'] as const;
export type StepName = (typeof STEPS)[number];

export type StepState = 'waiting' | 'running' | 'good' | 'fair' | 'bad' | 'skipped';

export interface Step {
  state: StepState;
  /** Why it is not good: a text `STEP.reason.CODE` of the `connection-test` namespace. */
  reason: string | null;
  figures: Figures;
}

export interface Figures {
  rttMs?: number;
  jitterMs?: number;
  /** Fraction of packets, 0 to 1. */
  loss?: number;
  /** How the path leaves this machine: `udp`, `tcp` or `relay`. */
  path?: string;
  device?: string;
}

export type Steps = Record<StepName, Step>;

export const WAITING: Step = { state: 'waiting', reason: null, figures: {} };

export function freshSteps(): Steps {
  return Object.fromEntries(STEPS.map((name) => [name, WAITING])) as Steps;
}

export const good = (figures: Figures = {}): Step => ({ state: 'good', reason: null, figures });

export const fair = (reason: string, figures: Figures = {}): Step => ({
  state: 'fair',
  reason,
  figures,
});

export const bad = (reason: string, figures: Figures = {}): Step => ({
  state: 'bad',
  reason,
  figures,
});

export const skipped = (reason: string): Step => ({ state: 'skipped', reason, figures: {} });

/** From which figures on a talk suffers; after ITU-T G.114 (delay) and common practice (loss). */
const SLOW_MS = 150;
const FAR_MS = 400;
const SHAKY_MS = 40;
const LOSSY = 0.02;
const BROKEN = 0.1;

/** Judges a media path by its figures. */
export function judge(figures: Figures): Step {
  const { rttMs = 0, jitterMs = 0, loss = 0 } = figures;
  if (loss >= BROKEN) return bad('loss', figures);
  if (rttMs >= FAR_MS) return bad('delay', figures);
  if (loss >= LOSSY) return fair('loss', figures);
  if (rttMs >= SLOW_MS) return fair('delay', figures);
  if (jitterMs >= SHAKY_MS) return fair('jitter', figures);
  return good(figures);
}

export type Verdict = 'good' | 'fair' | 'bad';

/** The whole: a step that is bad makes it bad; without devices one can still listen and watch. */
export function verdictOf(steps: Steps): Verdict {
  const states = STEPS.map((name) => ({ name, state: steps[name].state }));
  const needed = new Set<StepName>(['server', 'socket', 'media']);
  if (states.some(({ name, state }) => state === 'bad' && needed.has(name))) return 'bad';
  return states.some(({ state }) => state === 'bad' || state === 'fair') ? 'fair' : 'good';
}

export interface Report {
  at: string;
  page: string;
  browser: string;
  screen: string;
  network: string;
}

/** Plain text for the IT unit: figures and codes, no names and nothing secret. */
export function reportText(steps: Steps, report: Report): string {
  const head = Object.entries(report).map(([key, value]) => `${key}: ${value}`);
  const rows = STEPS.map((name) => {
    const { state, reason, figures } = steps[name];
    const numbers = Object.entries(figures).map(([key, value]) => `${key}=${value}`);
    return [`${name}: ${state}`, reason ?? '', ...numbers].filter((part) => part !== '').join(' ');
  });
  return ['congvu connection test', ...head, ...rows].join('\n');
}
