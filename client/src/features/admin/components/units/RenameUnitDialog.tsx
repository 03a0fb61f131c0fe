import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { UnitDetail } from '@/shared/api';
import { civilDate } from '@/shared/i18n';
import { toast } from '@/shared/ui';
import { DateField } from '@/shared/ui/DateField';
import { FormDialog } from '@/shared/ui/FormDialog';
import { filled } from '@/shared/ui/rules';
import { useChangeUnit } from '../../api/units';

interface Props {
  unit: UnitDetail;
  opened: boolean;
  onClose: () => void;
}

/** A new name from a day on; the old one stays true for the days before. */
export function RenameUnitDialog({ unit, opened, onClose }: Props) {
  const { t } = useTranslation('admin');
  const change = useChangeUnit(unit.id);
  const form = useForm({
    initialValues: { name: unit.name, code: unit.code, on: civilDate() as string | null },
    validate: { name: filled, code: filled, on: filled },
  });
  return (
    <FormDialog
      opened={opened}
      onClose={onClose}
      title={t('units.rename')}
      submitLabel={t('shared:action.save')}
      form={form}
      send={async ({ name, code, on }) => {
        await change.mutateAsync({
          ...(name.trim() !== unit.name && { name: name.trim(), on: on ?? civilDate() }),
          ...(code.trim() !== unit.code && { code: code.trim() }),
        });
        toast(t('shared:action.saved'));
      }}
    >
      <TextInput {...form.getInputProps('name')} label={t('units.name')} required data-autofocus />
      <DateField {...form.getInputProps('on')} label={t('units.name_from')} required />
      <TextInput {...form.getInputProps('code')} label={t('units.code')} required />
    </FormDialog>
  );
}
