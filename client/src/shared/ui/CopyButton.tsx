import { ActionIcon, CopyButton as MantineCopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { announce } from './announce';

interface Props {
  value: string;
  /** What is copied, for the button's name: "Sao chép mã cuộc họp". */
  label: string;
}

export function CopyButton({ value, label }: Props) {
  const { t } = useTranslation('shared');
  return (
    <MantineCopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('action.copied') : label}>
          <ActionIcon
            variant="subtle"
            color={copied ? 'green' : undefined}
            aria-label={label}
            onClick={() => {
              copy();
              announce(t('action.copied'));
            }}
          >
            {copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </MantineCopyButton>
  );
}
