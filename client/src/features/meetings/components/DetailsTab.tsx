import { Card, Grid, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Meeting } from '@/shared/api';
import { formatDateTime, formatDuration } from '@/shared/i18n';
import { CopyButton, PersonAvatar } from '@/shared/ui';
import { meetingAddress } from '../status';
import classes from './meetings.module.css';

export function DetailsTab({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation('meetings');
  const { code, description, organiser, unit_name, entry, kind, chat_enabled } = meeting;
  const seconds = (Date.parse(meeting.ends_at) - Date.parse(meeting.starts_at)) / 1000;
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Paper withBorder p="lg">
          <dl className={classes.facts}>
            <dt>{t('details.host')}</dt>
            <dd>
              <Group gap="sm" wrap="nowrap">
                <PersonAvatar name={organiser.name} size="sm" />
                <div>
                  {organiser.name}
                  {organiser.title && (
                    <Text size="sm" c="dimmed">
                      {organiser.title}
                    </Text>
                  )}
                </div>
              </Group>
            </dd>
            <dt>{t('form.unit')}</dt>
            <dd>{unit_name}</dd>
            {kind && (
              <>
                <dt>{t('form.kind')}</dt>
                <dd>{t(`kind.${kind}`)}</dd>
              </>
            )}
            <dt>{t('details.length')}</dt>
            <dd>{formatDuration(seconds)}</dd>
            <dt>{t('details.opens')}</dt>
            <dd>{formatDateTime(meeting.opens_at)}</dd>
            <dt>{t('form.entry')}</dt>
            <dd>{t(`entry.${entry}`)}</dd>
            <dt>{t('details.chat')}</dt>
            <dd>{t(chat_enabled ? 'details.chat.on' : 'details.chat.off')}</dd>
          </dl>
        </Paper>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Stack>
          <Card withBorder component="section" aria-labelledby="way-in">
            <Title order={2} size="h3" id="way-in" mb="sm">
              {t('details.way_in')}
            </Title>
            <CopyRow label={t('details.code')} value={code} copy={t('details.copy_code')} />
            <CopyRow
              label={t('details.link')}
              value={meetingAddress(code)}
              copy={t('details.copy_link')}
              plain
            />
            <Text size="sm" c="dimmed" mt="xs">
              {t('details.way_in.text')}
            </Text>
          </Card>
          <Card withBorder component="section" aria-labelledby="agenda">
            <Title order={2} size="h3" id="agenda" mb="sm">
              {t('form.description')}
            </Title>
            <Text style={{ whiteSpace: 'pre-wrap' }} c={description ? undefined : 'dimmed'}>
              {description || t('details.no_description')}
            </Text>
          </Card>
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

interface CopyRowProps {
  label: string;
  value: string;
  copy: string;
  plain?: boolean;
}

function CopyRow({ label, value, copy, plain = false }: CopyRowProps) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <div style={{ minWidth: 0 }}>
        <Text size="xs" c="dimmed">
          {label}
        </Text>
        <Text className={plain ? undefined : classes.code} style={{ overflowWrap: 'anywhere' }}>
          {value}
        </Text>
      </div>
      <CopyButton value={value} label={copy} />
    </Group>
  );
}
