import {
  Alert,
  Button,
  Group,
  Paper,
  Radio,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { type ReactNode, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '@/features/session';
import { fieldErrors, type Me, type MeetingKind, problemText } from '@/shared/api';
import { PeoplePicker, UnitsPicker } from '@/shared/directory';
import { formatDuration, instantOf } from '@/shared/i18n';
import { announce, ButtonLink } from '@/shared/ui';
import { DateField } from '@/shared/ui/DateField';
import { TimeField } from '@/shared/ui/TimeField';
import { faultsOf, formErrors, type MeetingValues, movedEnd } from '../form';
import classes from './meetings.module.css';

const KINDS: MeetingKind[] = [
  'briefing',
  'solving',
  'consulting',
  'coordination',
  'professional',
  'review',
  'thematic',
  'training',
];
const ENTRIES: MeetingValues['entry'][] = ['invited_direct', 'unit_direct', 'everyone_waits'];

interface Props {
  initial: MeetingValues;
  /** Editing leaves out who is invited: the meeting's own page does that. */
  editing?: boolean;
  submitLabel: string;
  cancelTo: { to: string; params?: Record<string, string> };
  onSubmit: (values: MeetingValues) => Promise<unknown>;
}

function unitChoices(me: Me | null): { value: string; label: string }[] {
  const units = new Map<string, string>();
  for (const { unit_id, unit_name } of me?.positions ?? []) units.set(unit_id, unit_name);
  for (const { unit_id, unit_name } of me?.grants ?? []) units.set(unit_id, unit_name);
  return [...units].map(([value, label]) => ({ value, label }));
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <Paper withBorder p={{ base: 'md', sm: 'lg' }} component="section" aria-labelledby={id}>
      <Title order={2} size="h3" id={id} mb="md">
        {title}
      </Title>
      <Stack gap="md">{children}</Stack>
    </Paper>
  );
}

export function MeetingForm({ initial, editing = false, submitLabel, cancelTo, onSubmit }: Props) {
  const { t } = useTranslation('meetings');
  const units = unitChoices(useMe());
  const summary = useRef<HTMLDivElement>(null);
  const sending = useRef(false);
  const form = useForm<MeetingValues>({
    initialValues: initial,
    validate: (values) =>
      Object.fromEntries(Object.entries(faultsOf(values)).map(([field, key]) => [field, t(key)])),
  });
  const { values } = form;

  const moveStart = (change: Partial<Pick<MeetingValues, 'startDate' | 'startTime'>>) => {
    const end = movedEnd(values, { ...values, ...change });
    form.setValues({ ...change, ...end });
    form.clearFieldError('startTime');
    form.clearFieldError('endTime');
  };

  const send = async (sent: MeetingValues) => {
    if (sending.current) return;
    sending.current = true;
    form.setSubmitting(true);
    try {
      await onSubmit(sent);
    } catch (error) {
      const errors = formErrors(fieldErrors(error));
      form.setErrors({ ...errors, form: problemText(error) });
      announce(problemText(error), 'assertive');
      requestAnimationFrame(() => summary.current?.scrollIntoView({ block: 'center' }));
    } finally {
      sending.current = false;
      form.setSubmitting(false);
    }
  };
  const focusFirst = () => {
    announce(t('problem:invalid'), 'assertive');
    requestAnimationFrame(() =>
      document
        .querySelector<HTMLElement>('form [aria-invalid="true"], form [data-error] input')
        ?.focus(),
    );
  };

  const length =
    values.startDate && values.startTime && values.endDate && values.endTime
      ? (Date.parse(instantOf(values.endDate, values.endTime)) -
          Date.parse(instantOf(values.startDate, values.startTime))) /
        1000
      : 0;

  return (
    <form onSubmit={form.onSubmit((sent) => void send(sent), focusFirst)} noValidate>
      <Stack gap="lg" maw={820}>
        {form.errors.form && (
          <Alert color="red" ref={summary} role="alert">
            {form.errors.form}
          </Alert>
        )}
        <Section title={t('form.what')}>
          <TextInput
            {...form.getInputProps('title')}
            label={t('form.title')}
            placeholder={t('form.title.example')}
            maxLength={200}
            required
          />
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <Select
              {...form.getInputProps('kind')}
              label={t('form.kind')}
              placeholder={t('form.kind.none')}
              clearable
              data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
            />
            {!editing && units.length > 0 && (
              <Select
                {...form.getInputProps('unit')}
                label={t('form.unit')}
                data={units}
                allowDeselect={false}
              />
            )}
          </SimpleGrid>
          <Textarea
            {...form.getInputProps('description')}
            label={t('form.description')}
            placeholder={t('form.description.example')}
            autosize
            minRows={3}
            maxRows={12}
          />
        </Section>
        <Section title={t('form.when')}>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <DateField
              label={t('form.start_date')}
              value={values.startDate}
              onChange={(startDate) => moveStart({ startDate })}
              error={form.errors.startDate}
              required
            />
            <TimeField
              label={t('form.start_time')}
              value={values.startTime}
              onChange={(startTime) => moveStart({ startTime })}
              error={form.errors.startTime}
              required
            />
            <DateField {...form.getInputProps('endDate')} label={t('form.end_date')} required />
            <TimeField {...form.getInputProps('endTime')} label={t('form.end_time')} required />
          </SimpleGrid>
          <Text size="sm" c="dimmed" aria-live="polite">
            {length > 0 && t('form.length', { length: formatDuration(length) })} {t('form.zone')}
          </Text>
        </Section>
        {!editing && (
          <Section title={t('form.who')}>
            <PeoplePicker
              value={values.people}
              onChange={(next) => form.setFieldValue('people', next)}
              error={form.errors.people}
              label={t('form.people')}
              description={t('form.people.help')}
              placeholder={t('form.people.example')}
            />
            <UnitsPicker
              value={values.units}
              onChange={(next) => form.setFieldValue('units', next)}
              error={form.errors.units}
              label={t('form.units')}
              description={t('form.units.help')}
              placeholder={t('form.units.example')}
            />
            <TagsInput
              {...form.getInputProps('guests')}
              label={t('form.guests')}
              description={t('form.guests.help')}
              placeholder={values.guests.length === 0 ? t('form.guests.example') : undefined}
              splitChars={[',', ';']}
              acceptValueOnBlur
              maxTags={20}
            />
          </Section>
        )}
        <Section title={t('form.entry')}>
          <Radio.Group {...form.getInputProps('entry')} aria-label={t('form.entry')}>
            <Stack gap="sm">
              {ENTRIES.map((value) => (
                <Radio.Card
                  key={value}
                  value={value}
                  className={classes.choice}
                  aria-label={`${t(`entry.${value}`)}. ${t(`entry.${value}.text`)}`}
                >
                  <Group wrap="nowrap" align="flex-start">
                    <Radio.Indicator mt={2} />
                    <div>
                      <Text fw={600}>{t(`entry.${value}`)}</Text>
                      <Text size="sm" c="dimmed">
                        {t(`entry.${value}.text`)}
                      </Text>
                    </div>
                  </Group>
                </Radio.Card>
              ))}
            </Stack>
          </Radio.Group>
          <Switch
            {...form.getInputProps('chat', { type: 'checkbox' })}
            label={t('form.chat')}
            description={t('form.chat.help')}
          />
        </Section>
        <Group justify="flex-end">
          <ButtonLink variant="default" {...(cancelTo as { to: '/hop' })}>
            {t('shared:action.cancel')}
          </ButtonLink>
          <Button type="submit" loading={form.submitting}>
            {submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
