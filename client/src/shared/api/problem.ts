import { i18n } from '@/shared/i18n';

export interface FieldProblem {
  /** A JSON pointer into the body, such as `/title` or `/people/0`. */
  pointer: string;
  code: string;
}

/** An answer other than success: RFC 9457, or what stands for it when no answer came. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly errors: readonly FieldProblem[] = [],
    readonly requestId: string | null = null,
    readonly retryAfter: number | null = null,
  ) {
    super(`${status} ${code}`);
  }
}

export const OFFLINE = 'client.offline';

export async function problemFrom(response: Response): Promise<ProblemError> {
  const requestId = response.headers.get('x-request-id');
  const retryAfter = Number(response.headers.get('retry-after')) || null;
  try {
    const body = (await response.json()) as { code?: string; errors?: FieldProblem[] };
    return new ProblemError(
      response.status,
      body.code ?? 'unknown',
      body.errors ?? [],
      requestId,
      retryAfter,
    );
  } catch {
    return new ProblemError(response.status, 'unknown', [], requestId, retryAfter);
  }
}

/** The sentence a person reads for a code of the server or of this client. */
export function codeText(code: string): string {
  if (code === OFFLINE) return i18n.t('shared:error.offline');
  const key = `problem:${code}`;
  return i18n.exists(key) ? i18n.t(key) : i18n.t('shared:error.unknown');
}

/** The sentence a person reads for whatever was thrown. */
export function problemText(error: unknown): string {
  return codeText(error instanceof ProblemError ? error.code : 'unknown');
}

/** What is wrong with one field: a code of ours, or the name of a pydantic error. */
function fieldText(code: string): string {
  if (i18n.exists(`problem:${code}`)) return i18n.t(`problem:${code}`);
  const key = `shared:field.${code}`;
  return i18n.exists(key) ? i18n.t(key) : i18n.t('shared:field.invalid');
}

/**
 * The problem's field errors by form field (`/people/0` belongs to `people`), each already a
 * sentence. Empty when the problem is not about fields.
 */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ProblemError)) return {};
  const found: Record<string, string> = {};
  for (const { pointer, code } of error.errors) {
    const field = pointer.replace(/^\/(body\/)?/, '').split('/')[0];
    if (field && !(field in found)) found[field] = fieldText(code);
  }
  return found;
}
