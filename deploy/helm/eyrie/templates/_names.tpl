{{/* Names and labels. Selectors carry name, instance and component alone: they can never be changed. */}}
{{- define "eyrie.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "eyrie.fullname" -}}
{{- $name := include "eyrie.name" . -}}
{{- $whole := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- $whole = default $whole .Values.fullnameOverride -}}
{{- /* CloudNativePG takes 50 characters, and "-db" is one of ours. What is cut off is told apart by a sum. */ -}}
{{- if gt (len $whole) 47 -}}
{{- $whole = printf "%s-%s" ($whole | trunc 40 | trimSuffix "-") ($whole | sha256sum | trunc 6) -}}
{{- end -}}
{{- $whole -}}
{{- end -}}

{{/* Called with (dict "root" $ "component" "api"). */}}
{{- define "eyrie.selector" -}}
app.kubernetes.io/name: {{ include "eyrie.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "eyrie.labels" -}}
{{ include "eyrie.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/part-of: eyrie
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "eyrie.image" -}}
{{- $image := .Values.image -}}
{{- if $image.digest -}}
{{ $image.repository }}@{{ $image.digest }}
{{- else -}}
{{ $image.repository }}:{{ default .Chart.AppVersion $image.tag }}
{{- end -}}
{{- end -}}
