{{/* Where the secrets are. The chart makes one Secret of what was given as plain values, and no other. */}}
{{- define "eyrie.masterKeySecret" -}}
{{- default (printf "%s-secrets" (include "eyrie.fullname" .)) .Values.masterKey.existingSecret -}}
{{- end -}}

{{- define "eyrie.ownerSecret" -}}
{{- default (printf "%s-secrets" (include "eyrie.fullname" .)) .Values.owner.existingSecret -}}
{{- end -}}

{{- define "eyrie.databaseName" -}}
{{ include "eyrie.fullname" . }}-db
{{- end -}}

{{/* env entry DATABASE_URL */}}
{{- define "eyrie.databaseUrl" -}}
{{- $database := .Values.database -}}
- name: DATABASE_URL
  valueFrom:
    secretKeyRef:
      {{- if eq $database.mode "cloudnative-pg" }}
      name: {{ include "eyrie.databaseName" . }}-app
      key: uri
      {{- else if $database.external.existingSecret }}
      name: {{ $database.external.existingSecret }}
      key: {{ $database.external.secretKey }}
      {{- else }}
      name: {{ include "eyrie.fullname" . }}-secrets
      key: database-url
      {{- end }}
{{- end -}}

{{/* env entries for Redis, none where there is none */}}
{{- define "eyrie.redisUrl" -}}
{{- $redis := .Values.redis -}}
{{- if eq $redis.mode "external" }}
- name: REDIS_URL
  valueFrom:
    secretKeyRef:
      {{- if $redis.external.existingSecret }}
      name: {{ $redis.external.existingSecret }}
      key: {{ $redis.external.secretKey }}
      {{- else }}
      name: {{ include "eyrie.fullname" . }}-secrets
      key: redis-url
      {{- end }}
{{- else if eq $redis.mode "bundled" }}
- name: EYRIE_REDIS_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ $redis.bundled.existingSecret }}
      key: password
- name: REDIS_URL
  value: redis://:$(EYRIE_REDIS_PASSWORD)@{{ include "eyrie.fullname" . }}-redis:6379
{{- end }}
{{- end -}}

{{/* env entries for the bucket of pictures and videos, none where they are on a volume or the pods have a role */}}
{{- define "eyrie.s3Keys" -}}
{{- with .Values.media.s3 }}
{{- if and .bucket (eq .credentials "secret") }}
- name: S3_ACCESS_KEY_ID
  valueFrom: { secretKeyRef: { name: {{ .existingSecret }}, key: ACCESS_KEY_ID } }
- name: S3_SECRET_ACCESS_KEY
  valueFrom: { secretKeyRef: { name: {{ .existingSecret }}, key: ACCESS_SECRET_KEY } }
{{- end }}
{{- end }}
{{- end -}}

{{/* What the Secret of the chart holds; empty where everything is given by Secrets of others. */}}
{{- define "eyrie.givenSecrets" -}}
{{- $given := dict -}}
{{- with .Values.masterKey.value }}{{- $_ := set $given "master-key" . }}{{- end -}}
{{- with .Values.owner.password }}{{- $_ := set $given "owner-password" . }}{{- end -}}
{{- if eq .Values.database.mode "external" -}}
{{- with .Values.database.external.url }}{{- $_ := set $given "database-url" . }}{{- end -}}
{{- end -}}
{{- if eq .Values.redis.mode "external" -}}
{{- with .Values.redis.external.url }}{{- $_ := set $given "redis-url" . }}{{- end -}}
{{- end -}}
{{- $given | toYaml -}}
{{- end -}}
