import { ActionIcon, Alert, Button, Fieldset, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { randomId } from '@mantine/hooks';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { UnitDetail } from '@/shared/api';
import { type Picked, UnitPicker } from '@/shared/directory';
import { civilDate } from '@/shared/i18n';
import { toast } from '@/shared/ui';
import { DateField } from '@/shared/ui/DateField';
import { FormDialog } from '@/shared/ui/FormDialog';
import { filled } from '@/shared/ui/rules';
import { useCloseUnit } from '../../api/units';
import { areWhole, shareForServer } from '../../shares';

interface Successor {
  key: string;
  unit: Picked | null;
  share: string;
}

interface Values extends Record<string, unknown> {
  on: string | null;
  basis: string;
  successors: Successor[];
}

interface Props {
  unit: UnitDetail;
  opened: boolean;
  onClose: () => void;
}

/** The unit ends on a day; its parts go to successors whose shares make exactly one. */
export function CloseUnitDialog({ unit, opened, onClose }: Props) {
  const { t } = useTranslation('admin');
  const close = useCloseUnit(unit.id);
  const form = useForm<Values>({
    initialValues: { on: civilDate(), basis: '', successors: [] },
    validate: {
      on: filled,
      basis: filled,
      successors: {
        unit: filled,
        share: (share) => (shareForServer(share) ? null : t('units.share.wrong')),
      },
    },
  });
  const { successors } = form.values;
  const whole = successors.length === 0 || areWhole(successors.map(({ share }) => share));
  const add = () =>
    form.insertListItem('successors', {
      key: randomId(),
      unit: null,
      share: successors.length === 0 ? '1' : '',
    });
  const send = async (values: Values) => {
    if (!values.on) return;
    await close.mutateAsync({
      on: values.on,
      basis: values.basis.trim(),
      successors: values.successors.flatMap((each) => {
        const share = shareForServer(each.share);
        return each.unit && share ? [{ unit_id: each.unit.id, share }] : [];
      }),
    });
    toast(t('units.closed.done'));
  };

  return (
    <FormDialog
      opened={opened}
      onClose={onClose}
      title={t('units.close')}
      submitLabel={t('units.close')}
      danger
      form={form}
      send={send}
      size="lg"
    >
      <Text size="sm">{t('units.close.text', { name: unit.name })}</Text>
      <DateField
        {...form.getInputProps('on')}
        label={t('units.close.on')}
        description={t('units.close.on.help')}
        required
      />
      <TextInput
        {...form.getInputProps('basis')}
        label={t('basis')}
        placeholder={t('basis.example')}
        required
      />
      <Fieldset legend={t('units.successors')}>
        <Stack gap="sm">
          {successors.length === 0 && (
            <Text size="sm" c="dimmed">
              {t('units.successors.none')}
            </Text>
          )}
          {successors.map(({ key, unit: picked }, index) => (
            <Group key={key} align="flex-start" wrap="nowrap" gap="sm">
              <div style={{ flex: 1, minWidth: 0 }}>
                <UnitPicker
                  label={t('units.successor')}
                  value={picked}
                  onChange={(next) => form.setFieldValue(`successors.${index}.unit`, next)}
                  error={form.errors[`successors.${index}.unit`]}
                  placeholder={t('units.find.example')}
                />
              </div>
              <TextInput
                {...form.getInputProps(`successors.${index}.share`)}
                label={t('units.share.label')}
                placeholder="1/2, 50 %"
                w={110}
              />
              <ActionIcon
                variant="subtle"
                color="red"
                mt={28}
                aria-label={t('units.successor.remove', { number: index + 1 })}
                onClick={() => form.removeListItem('successors', index)}
              >
                <IconTrash size={18} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
          {!whole && <Alert color="gold">{t('problem:unit.shares_not_whole')}</Alert>}
          <Group>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={add}
            >
              {t('units.successor.add')}
            </Button>
          </Group>
        </Stack>
      </Fieldset>
    </FormDialog>
  );
}
