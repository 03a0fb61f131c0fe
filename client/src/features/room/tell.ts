import { notifications } from '@mantine/notifications';
import { i18n } from '@/shared/i18n';

interface Said {
  title?: string;
  tone?: 'plain' | 'warning' | 'failure';
}

const TONES = {
  plain: { color: 'navy', autoClose: 5_000 },
  warning: { color: 'orange', autoClose: 12_000 },
  failure: { color: 'red', autoClose: 8_000 },
} as const;

/** A short message over the stage: on the right it would lie over the open panel's buttons. */
export function tell(message: string, { title, tone = 'plain' }: Said = {}): void {
  notifications.show({
    message,
    position: 'top-left',
    ...(title === undefined ? {} : { title }),
    ...TONES[tone],
    closeButtonProps: { 'aria-label': i18n.t('shared:action.close') },
  });
}
