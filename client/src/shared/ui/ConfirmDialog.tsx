import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemText } from '@/shared/api';
import { Dialog } from './Dialog';

interface Props {
  opened: boolean;
  onClose: () => void;
  title: string;
  children?: ReactNode;
  confirmLabel?: string;
  danger?: boolean;
  /** The dialog stays open with the reason when this fails. */
  onConfirm: () => Promise<unknown> | undefined;
}

export function ConfirmDialog(props: Props) {
  const { opened, onClose, title, children, confirmLabel, danger, onConfirm } = props;
  const { t } = useTranslation('shared');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const close = () => {
    setError(null);
    onClose();
  };
  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      close();
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog opened={opened} onClose={close} title={title} centered>
      <Stack>
        {children && <Text component="div">{children}</Text>}
        {error !== null && (
          <Alert color="red" role="alert">
            {problemText(error)}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close} disabled={busy}>
            {t('action.cancel')}
          </Button>
          <Button color={danger ? 'red' : undefined} onClick={() => void confirm()} loading={busy}>
            {confirmLabel ?? t('action.confirm')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
