import { useTranslation } from 'react-i18next';
import { formatCivilDate } from '@/shared/i18n';

interface Props {
  from: string;
  to: string | null;
}

/** "01/07/2025 – nay" */
export function Span({ from, to }: Props) {
  const { t } = useTranslation('admin');
  return (
    <>
      {formatCivilDate(from)} – {to ? formatCivilDate(to) : t('span.open')}
    </>
  );
}
