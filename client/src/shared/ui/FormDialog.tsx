import { Alert, Button, Group, Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrors, problemText } from '@/shared/api';
import { Dialog } from './Dialog';

interface Props<Values extends Record<string, unknown>> {
  opened: boolean;
  onClose: () => void;
  title: string;
  form: UseFormReturnType<Values>;
  /** What the server does with the values; when it refuses, the dialog stays with everything in it. */
  send: (values: Values) => Promise<unknown>;
  submitLabel: string;
  danger?: boolean;
  size?: string;
  children: ReactNode;
}

/** A form in a dialog: errors stand next to their fields, the rest above them. */
export function FormDialog<Values extends Record<string, unknown>>(props: Props<Values>) {
  const { opened, onClose, title, form, send, submitLabel, danger, size, children } = props;
  const { t } = useTranslation('shared');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const sending = useRef(false);

  const close = () => {
    setProblem(null);
    form.reset();
    onClose();
  };
  const submit = async (values: Values) => {
    if (sending.current) return;
    sending.current = true;
    setBusy(true);
    setProblem(null);
    try {
      await send(values);
      close();
    } catch (error) {
      form.setErrors(fieldErrors(error));
      setProblem(problemText(error));
    } finally {
      sending.current = false;
      setBusy(false);
    }
  };
  const check = form.onSubmit((values) => void submit(values));

  return (
    <Dialog opened={opened} onClose={close} title={title} size={size}>
      <form
        noValidate
        onSubmit={(event: FormEvent<HTMLFormElement>) => {
          event.stopPropagation();
          check(event);
        }}
      >
        <Stack>
          {problem && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          {children}
          <Group justify="flex-end">
            <Button variant="default" onClick={close} disabled={busy}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" color={danger ? 'red' : undefined} loading={busy}>
              {submitLabel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
