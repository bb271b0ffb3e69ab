{{/* What each pod of the chart is held to: the "restricted" profile of the Pod Security Standards. */}}
{{- define "eyrie.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .user }}
runAsGroup: {{ .user }}
fsGroup: {{ .user }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "eyrie.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* Where pods may run, as the values say. */}}
{{- define "eyrie.placement" -}}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}

{{/* Authorities that Node does not know by itself: whoever signs for a managed database or Redis. */}}
{{- define "eyrie.authoritiesEnv" -}}
{{- if .Values.trustedAuthorities.existingConfigMap }}
- { name: NODE_EXTRA_CA_CERTS, value: /run/authorities/ca.pem }
{{- end }}
{{- end -}}

{{- define "eyrie.authoritiesMount" -}}
{{- if .Values.trustedAuthorities.existingConfigMap }}
- { name: authorities, mountPath: /run/authorities, readOnly: true }
{{- end }}
{{- end -}}

{{- define "eyrie.authoritiesVolume" -}}
{{- with .Values.trustedAuthorities }}
{{- if .existingConfigMap }}
- name: authorities
  configMap:
    name: {{ .existingConfigMap }}
    items: [{ key: {{ .key }}, path: ca.pem }]
{{- end }}
{{- end }}
{{- end -}}

{{/* CloudNativePG's database does not exist before the install: there the first replica prepares it. */}}
{{- define "eyrie.migrationHooks" -}}
{{ ternary "pre-upgrade" "pre-install,pre-upgrade" (eq .Values.database.mode "cloudnative-pg") }}
{{- end -}}
