import { SegmentedControl, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Hierarchy, UnitDetail } from '@/shared/api';
import { type Picked, UnitPicker } from '@/shared/directory';
import { civilDate } from '@/shared/i18n';
import { toast } from '@/shared/ui';
import { DateField } from '@/shared/ui/DateField';
import { FormDialog } from '@/shared/ui/FormDialog';
import { filled } from '@/shared/ui/rules';
import { useMoveUnit } from '../../api/units';

interface Values extends Record<string, unknown> {
  hierarchy: Hierarchy;
  parent_id: Picked | null;
  on: string | null;
}

interface Props {
  unit: UnitDetail;
  opened: boolean;
  onClose: () => void;
}

export function MoveUnitDialog({ unit, opened, onClose }: Props) {
  const { t } = useTranslation('admin');
  const move = useMoveUnit(unit.id);
  const form = useForm<Values>({
    initialValues: { hierarchy: 'administrative', parent_id: null, on: civilDate() },
    validate: { parent_id: filled, on: filled },
  });
  return (
    <FormDialog
      opened={opened}
      onClose={onClose}
      title={t('units.move')}
      submitLabel={t('units.move')}
      form={form}
      send={async ({ hierarchy, parent_id, on }) => {
        if (!parent_id || !on) return;
        await move.mutateAsync({ hierarchy, parent_id: parent_id.id, on });
        toast(t('units.moved'));
      }}
    >
      <Text size="sm">{t('units.move.text', { name: unit.name })}</Text>
      <SegmentedControl
        {...form.getInputProps('hierarchy')}
        aria-label={t('units.hierarchy')}
        data={[
          { value: 'administrative', label: t('hierarchy.administrative') },
          { value: 'professional', label: t('hierarchy.professional') },
        ]}
      />
      <UnitPicker
        value={form.values.parent_id}
        onChange={(picked) => form.setFieldValue('parent_id', picked)}
        error={form.errors.parent_id}
        label={t('units.new_parent')}
        placeholder={t('units.find.example')}
        required
      />
      <DateField {...form.getInputProps('on')} label={t('units.from_day')} required />
    </FormDialog>
  );
}
