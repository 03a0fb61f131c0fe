import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

/** "Cuộc họp · Công vụ" in the browser's tab. */
export function useDocumentTitle(title: string): void {
  const { t } = useTranslation('shared');
  const app = t('app.name');
  useEffect(() => {
    document.title = `${title} · ${app}`;
  }, [title, app]);
}
