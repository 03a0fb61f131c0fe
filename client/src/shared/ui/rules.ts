import { i18n } from '@/shared/i18n';

/** For a form's `validate`: the field must hold something. */
export function filled(value: unknown): string | null {
  const empty =
    typeof value === 'string' ? value.trim() === '' : value === null || value === undefined;
  return empty ? i18n.t('shared:required') : null;
}
