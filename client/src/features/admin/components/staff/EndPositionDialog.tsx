import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Position } from '@/shared/api';
import { civilDate } from '@/shared/i18n';
import { toast } from '@/shared/ui';
import { DateField } from '@/shared/ui/DateField';
import { FormDialog } from '@/shared/ui/FormDialog';
import { filled } from '@/shared/ui/rules';

interface Props {
  position: Position | null;
  onClose: () => void;
  onEnd: (lastDay: string) => Promise<unknown>;
}

export function EndPositionDialog({ position, onClose, onEnd }: Props) {
  const { t } = useTranslation('admin');
  const form = useForm({
    initialValues: { valid_to: civilDate() as string | null },
    validate: { valid_to: filled },
  });
  return (
    <FormDialog
      opened={position !== null}
      onClose={onClose}
      title={t('staff.position.end')}
      submitLabel={t('staff.position.end')}
      form={form}
      send={async ({ valid_to }) => {
        if (!valid_to) return;
        await onEnd(valid_to);
        toast(t('shared:action.saved'));
      }}
    >
      <DateField
        {...form.getInputProps('valid_to')}
        label={t('span.last_day')}
        description={position ? `${position.title}, ${position.unit_name}` : undefined}
        required
      />
    </FormDialog>
  );
}
