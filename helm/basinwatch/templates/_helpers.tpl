{{/* Name of the release's objects: the release, or release-basinwatch when the release is called otherwise. */}}
{{- define "basinwatch.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "basinwatch.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "basinwatch.labels" -}}
{{ include "basinwatch.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "basinwatch.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "basinwatch.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "basinwatch.bootstrapServers" -}}
{{- required "kafka.bootstrapServers is required: --set kafka.bootstrapServers=host:9092 (the chart brings no Kafka of its own)" .Values.kafka.bootstrapServers -}}
{{- end -}}

{{/* Image of a service: dict "root" $ "name" <service>. */}}
{{- define "basinwatch.image" -}}
{{- $image := .root.Values.image -}}
{{- $path := printf "basinwatch-%s:%s" .name (default .root.Chart.AppVersion $image.tag) -}}
{{- if $image.registry -}}{{ $image.registry }}/{{ end -}}{{ $path }}
{{- end -}}

{{/* The enabled services with the defaults filled in, as YAML: {llc: {...}, ...}. */}}
{{- define "basinwatch.services" -}}
{{- $services := dict -}}
{{- range $name, $own := .Values.services -}}
{{- $service := mergeOverwrite (deepCopy $.Values.defaults) (deepCopy (default dict $own)) -}}
{{- if $service.enabled -}}
{{- $_ := set $services $name $service -}}
{{- end -}}
{{- end -}}
{{- toYaml $services -}}
{{- end -}}

{{/* Name of the store's claim; empty where there is no store. */}}
{{- define "basinwatch.storeClaim" -}}
{{- if .Values.store.existingClaim -}}
{{- .Values.store.existingClaim -}}
{{- else if .Values.store.create -}}
{{- include "basinwatch.fullname" . }}-store
{{- end -}}
{{- end -}}

{{/*
Properties file of a service: dict "root" $ "service" <its values>. Nothing is expected of services that are left out.
Values may hold commas or colons, never a line break; backslashes are doubled as java.util.Properties wants them.
*/}}
{{- define "basinwatch.properties" -}}
{{- $properties := dict "kafka.bootstrap.servers" (include "basinwatch.bootstrapServers" .root) -}}
{{- $_ := set $properties "basinwatch.store.root" .root.Values.store.mountPath -}}
{{- range $key, $value := .root.Values.kafka.properties -}}
{{- $_ := set $properties (printf "kafka.%s" $key) $value -}}
{{- end -}}
{{- $enabled := include "basinwatch.services" .root | fromYaml -}}
{{- range $name := list "losses" "sharpness" "llc" "margins" -}}
{{- if not (hasKey $enabled $name) -}}
{{- $_ := set $properties (printf "basinwatch.expected.%s" $name) "none" -}}
{{- end -}}
{{- end -}}
{{- $properties = mergeOverwrite $properties (deepCopy .root.Values.settings) (deepCopy .service.properties) -}}
{{- range $key, $value := $properties }}
{{ $key }}={{ include "basinwatch.scalar" $value | replace "\\" "\\\\" }}
{{- end -}}
{{- end -}}

{{/* A value as text; whole numbers without the exponent that a float would get. */}}
{{- define "basinwatch.scalar" -}}
{{- if and (kindIs "float64" .) (eq . (floor .)) -}}{{ int64 . }}{{- else -}}{{ toString . }}{{- end -}}
{{- end -}}
