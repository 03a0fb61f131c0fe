import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { changeLanguage, isLanguage, type Language } from '@/shared/i18n';

interface Props {
  /** Told after the page has changed, to remember it elsewhere too. */
  onChange?: (language: Language) => void;
}

export function LanguageSwitch({ onChange }: Props) {
  const { t, i18n } = useTranslation('shared');
  const change = async (value: string) => {
    if (!isLanguage(value)) return;
    await changeLanguage(value);
    onChange?.(value);
  };
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('language.label')}
      value={i18n.language}
      onChange={(value) => void change(value)}
      data={[
        { value: 'vi', label: 'VI' },
        { value: 'en', label: 'EN' },
      ]}
    />
  );
}
