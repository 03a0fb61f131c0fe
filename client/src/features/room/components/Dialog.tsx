import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  opened: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
}

/** A dialog whose closing sign has a name. */
export function Dialog(props: Props) {
  const { t } = useTranslation('shared');
  return <Modal centered closeButtonProps={{ 'aria-label': t('action.close') }} {...props} />;
}
