import { codeText } from '@/shared/api';
import { i18n } from '@/shared/i18n';
import { CommandError } from './signaling';
import { tell } from './tell';

/** The sentence for a refused command: the room's own words, else the server's common ones. */
export function commandText(error: unknown): string {
  const code = error instanceof CommandError ? error.code : 'unknown';
  const own = `room:error.${code}`;
  return i18n.exists(own) ? i18n.t(own) : codeText(code);
}

/** Carries out what a click asked for; where it fails the reason is told in the corner. */
export function attempt(work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    if (error instanceof CommandError && error.code === 'closed') return;
    tell(commandText(error), { tone: 'failure' });
  });
}
