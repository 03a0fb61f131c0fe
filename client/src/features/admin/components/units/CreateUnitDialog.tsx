import { Select, SimpleGrid, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { CommuneKind, UnitKind } from '@/shared/api';
import { type Picked, UnitPicker } from '@/shared/directory';
import { civilDate } from '@/shared/i18n';
import { toast } from '@/shared/ui';
import { DateField } from '@/shared/ui/DateField';
import { FormDialog } from '@/shared/ui/FormDialog';
import { filled } from '@/shared/ui/rules';
import { useCreateUnit } from '../../api/units';

const KINDS: UnitKind[] = ['department', 'commune', 'division', 'service', 'city'];
const COMMUNES: CommuneKind[] = ['ward', 'commune', 'special_zone'];

interface Values extends Record<string, unknown> {
  name: string;
  code: string;
  kind: UnitKind;
  subkind: CommuneKind;
  parent_id: Picked | null;
  professional_parent_id: Picked | null;
  valid_from: string | null;
}

interface Props {
  opened: boolean;
  onClose: () => void;
  parent: Picked | null;
  onCreated: (id: string) => void;
}

export function CreateUnitDialog({ opened, onClose, parent, onCreated }: Props) {
  const { t } = useTranslation('admin');
  const create = useCreateUnit();
  const form = useForm<Values>({
    initialValues: {
      name: '',
      code: '',
      kind: 'division',
      subkind: 'ward',
      parent_id: parent,
      professional_parent_id: null,
      valid_from: civilDate(),
    },
    validate: { name: filled, code: filled, parent_id: filled, valid_from: filled },
  });
  const { values } = form;
  const send = async ({ name, code, kind, subkind, valid_from, ...over }: Values) => {
    if (!over.parent_id || !valid_from) return;
    const made = await create.mutateAsync({
      name: name.trim(),
      code: code.trim(),
      kind,
      subkind: kind === 'commune' ? subkind : null,
      parent_id: over.parent_id.id,
      professional_parent_id: over.professional_parent_id?.id ?? null,
      valid_from,
    });
    toast(t('units.created'));
    onCreated(made.id);
  };

  return (
    <FormDialog
      opened={opened}
      onClose={onClose}
      title={t('units.create')}
      submitLabel={t('units.create')}
      form={form}
      send={send}
      size="lg"
    >
      <TextInput {...form.getInputProps('name')} label={t('units.name')} required data-autofocus />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          {...form.getInputProps('code')}
          label={t('units.code')}
          description={t('units.code.help')}
          required
        />
        <DateField
          {...form.getInputProps('valid_from')}
          label={t('units.valid_from')}
          description={t('units.valid_from.help')}
          required
        />
        <Select
          {...form.getInputProps('kind')}
          label={t('units.kind')}
          allowDeselect={false}
          data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
        />
        {values.kind === 'commune' && (
          <Select
            {...form.getInputProps('subkind')}
            label={t('units.subkind')}
            allowDeselect={false}
            data={COMMUNES.map((value) => ({ value, label: t(`kind.${value}`) }))}
          />
        )}
      </SimpleGrid>
      <UnitPicker
        value={values.parent_id}
        onChange={(picked) => form.setFieldValue('parent_id', picked)}
        error={form.errors.parent_id}
        label={t('units.parent.administrative')}
        placeholder={t('units.find.example')}
        required
      />
      <UnitPicker
        value={values.professional_parent_id}
        onChange={(picked) => form.setFieldValue('professional_parent_id', picked)}
        error={form.errors.professional_parent_id}
        label={t('units.parent.professional')}
        description={t('units.parent.professional.help')}
        placeholder={t('units.find.example')}
        clearable
      />
    </FormDialog>
  );
}
