import { Badge, Button, Group, Paper, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import type { Icon } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog, EmptyState, QueryView } from '@/shared/ui';
import { FormDialog } from '@/shared/ui/FormDialog';
import type { QueryLike } from '@/shared/ui/states';
import { EXPIRIES, type Expiry, expiryInstant } from '../expiry';
import classes from './meetings.module.css';

/** Guests and devices come in alike: by something with a label that ends and can be taken back. */
export type Kind = 'guests' | 'devices';

interface Access {
  id: string;
  label: string;
  expires_at: string;
  revoked_at: string | null;
}

/** Why it opens nothing any more; null while it does. */
function endOf({ expires_at, revoked_at }: Access): 'revoked' | 'expired' | null {
  if (revoked_at !== null) return 'revoked';
  return Date.parse(expires_at) <= Date.now() ? 'expired' : null;
}

interface TabProps<A extends Access> {
  kind: Kind;
  icons: { none: Icon; add: Icon };
  query: QueryLike<{ items: A[] }>;
  revoke: (id: string) => Promise<unknown>;
  /** The dialog in which one is made. */
  dialog: (state: { opened: boolean; onClose: () => void }) => ReactNode;
  row: (item: A, onRevoke: () => void) => ReactNode;
}

export function AccessTab<A extends Access>(props: TabProps<A>) {
  const { kind, icons, query, revoke, dialog, row } = props;
  const { t } = useTranslation('meetings');
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<A | null>(null);
  const add = (
    <Button
      variant="light"
      leftSection={<icons.add size={18} aria-hidden />}
      onClick={() => setCreating(true)}
    >
      {t(`${kind}.add`)}
    </Button>
  );
  return (
    <>
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={icons.none} title={t(`${kind}.empty`)} action={add}>
              {t(`${kind}.empty.text`)}
            </EmptyState>
          ) : (
            <Stack gap="lg">
              <Group justify="space-between">
                <Text c="dimmed" maw={560}>
                  {t(`${kind}.lead`)}
                </Text>
                {add}
              </Group>
              <Paper withBorder component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
                {items.map((item) => row(item, () => setRevoking(item)))}
              </Paper>
            </Stack>
          )
        }
      </QueryView>
      {dialog({ opened: creating, onClose: () => setCreating(false) })}
      <ConfirmDialog
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        title={t(`${kind}.revoke.title`)}
        confirmLabel={t('guests.revoke')}
        danger
        onConfirm={() => (revoking ? revoke(revoking.id) : undefined)}
      >
        {t(`${kind}.revoke.text`, { label: revoking?.label ?? '' })}
      </ConfirmDialog>
    </>
  );
}

interface RowProps {
  kind: Kind;
  access: Access;
  icon: Icon;
  onRevoke: () => void;
  /** What is particular about it, each a few words. */
  badges: string[];
  /** Beneath the label; told whether it still opens anything. */
  children: (open: boolean) => ReactNode;
}

export function AccessRow({ kind, access, icon: Glyph, onRevoke, badges, children }: RowProps) {
  const { t } = useTranslation('meetings');
  const end = endOf(access);
  return (
    <li className={classes.person}>
      <Stack gap={6} flex={1} miw={0}>
        <Group gap="xs">
          <Text fw={600}>{access.label}</Text>
          {end && (
            <Badge color="gray" variant="light" tt="none">
              {t(`guests.${end}`)}
            </Badge>
          )}
          {badges.map((words) => (
            <Badge key={words} variant="light" tt="none">
              {words}
            </Badge>
          ))}
        </Group>
        {children(end === null)}
      </Stack>
      {end === null && (
        <Button
          variant="subtle"
          color="red"
          size="compact-sm"
          flex="none"
          leftSection={<Glyph size={16} aria-hidden />}
          aria-label={t(`${kind}.revoke.named`, { label: access.label })}
          onClick={onRevoke}
        >
          {t('guests.revoke')}
        </Button>
      )}
    </li>
  );
}

export type AccessForm<More> = { label: string; expiry: Expiry } & More;

/** The form that makes one: a label, an end, and what is particular to the kind. */
export function useAccessForm<More extends Record<string, unknown>>(more: More) {
  const { t } = useTranslation('meetings');
  return useForm<AccessForm<More>>({
    initialValues: { label: '', expiry: 'meeting', ...more } as AccessForm<More>,
    validate: (values) => (values.label.trim() === '' ? { label: t('shared:required') } : {}),
  });
}

interface DialogProps<More extends Record<string, unknown>> {
  kind: Kind;
  opened: boolean;
  onClose: () => void;
  form: UseFormReturnType<AccessForm<More>>;
  label: { description?: string; placeholder?: string };
  create: (
    what: { label: string; expires_at?: string },
    values: AccessForm<More>,
  ) => Promise<unknown>;
  children: ReactNode;
}

export function AccessDialog<More extends Record<string, unknown>>(props: DialogProps<More>) {
  const { kind, opened, onClose, form, label, create, children } = props;
  const { t } = useTranslation('meetings');
  const send = (values: AccessForm<More>) => {
    const expires_at = expiryInstant(values.expiry, Date.now());
    return create({ label: values.label.trim(), ...(expires_at && { expires_at }) }, values);
  };
  return (
    <FormDialog
      opened={opened}
      onClose={onClose}
      title={t(`${kind}.add`)}
      submitLabel={t(`${kind}.create`)}
      form={form}
      send={send}
    >
      <TextInput
        {...form.getInputProps('label')}
        {...label}
        label={t(`${kind}.label`)}
        maxLength={100}
        required
        data-autofocus
      />
      <Select
        {...form.getInputProps('expiry')}
        label={t('guests.expiry')}
        error={form.errors.expires_at}
        allowDeselect={false}
        data={EXPIRIES.map((value) => ({ value, label: t(`expiry.${value}`) }))}
      />
      {children}
    </FormDialog>
  );
}
