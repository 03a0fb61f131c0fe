import { Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Grant } from '@/shared/api';
import { civilDate } from '@/shared/i18n';
import { toast } from '@/shared/ui';
import { DateField } from '@/shared/ui/DateField';
import { FormDialog } from '@/shared/ui/FormDialog';
import { filled } from '@/shared/ui/rules';
import { useEndGrant } from '../../api/roles';

interface Props {
  grant: Grant | null;
  onClose: () => void;
}

export function EndGrantDialog({ grant, onClose }: Props) {
  const { t } = useTranslation('admin');
  const end = useEndGrant();
  const form = useForm({
    initialValues: { on: civilDate() as string | null },
    validate: { on: filled },
  });
  return (
    <FormDialog
      opened={grant !== null}
      onClose={onClose}
      title={t('roles.end.title')}
      submitLabel={t('roles.end')}
      danger
      form={form}
      send={async ({ on }) => {
        if (!grant || !on) return;
        await end.mutateAsync({ id: grant.id, on });
        toast(t('roles.ended'));
      }}
    >
      {grant && (
        <Text size="sm">
          {grant.person.name}: {t(`shared:role.${grant.role}`)}, {grant.unit.name}
        </Text>
      )}
      <DateField
        {...form.getInputProps('on')}
        label={t('roles.end.on')}
        description={t('roles.end.on.help')}
        required
      />
    </FormDialog>
  );
}
