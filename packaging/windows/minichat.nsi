; The installer for Windows: for one person, without an administrator. packaging/build.py gives
; VERSION, PAYLOAD (the frozen folder), ICON, LICENCE and RESULT.
Unicode true
SetCompressor /SOLID lzma
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh

!define NAME "Mini Chat"
!define PROGRAM "minichat.exe"
!define SERVER "minichat-server.exe"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\MiniChat"
!define SCHEME "Software\Classes\minichat"
; Whatever a web page writes into a link stays behind the two dashes: it is never an option.
!define HANDLER '"$INSTDIR\${PROGRAM}" -- "%1"'
; The server that the person lets run without the window: as desktop/system/service.py names it.
!define TASK "Mini Chat Server"
; The new version is unpacked beside the old one, which makes place only when all of the new one is there.
!define NEW "$INSTDIR\_new"
!define OLD "$INSTDIR\_old"

Name "${NAME}"
OutFile "${RESULT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\MiniChat"
InstallDirRegKey HKCU "Software\MiniChat" "InstallDir"
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${NAME} Setup"
VIAddVersionKey "LegalCopyright" "MIT licence"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!define MUI_LANGDLL_ALLLANGUAGES
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Russian"

LangString Running ${LANG_ENGLISH} "${NAME} or its server is running. Quit it (also in the tray), then press Retry."
LangString Running ${LANG_RUSSIAN} "${NAME} или его сервер запущен. Завершите программу (также в области уведомлений) и нажмите «Повтор»."
LangString LinkName ${LANG_ENGLISH} "Mini Chat invite"
LangString LinkName ${LANG_RUSSIAN} "Приглашение Mini Chat"
LangString Stuck ${LANG_ENGLISH} "The files in $INSTDIR can't be replaced. What was there is still there."
LangString Stuck ${LANG_RUSSIAN} "Не удалось заменить файлы в папке $INSTDIR. Всё осталось, как было."
LangString Strange ${LANG_ENGLISH} "The folder $INSTDIR holds other files. Choose an empty folder, or one with ${NAME} in it."
LangString Strange ${LANG_RUSSIAN} "В папке $INSTDIR лежат другие файлы. Выберите пустую папку или папку с ${NAME}."

Var Busy ; a program that runs keeps its file open: it can't be opened for writing
Var TaskRan ; the server of the task ran until we ended it

!macro Tell VERB
    nsExec::Exec '"$SYSDIR\schtasks.exe" ${VERB} /TN "${TASK}"'
    Pop $0
!macroend

!macro LookWhetherBusy FILE
    StrCpy $Busy ""
    ${If} ${FileExists} "$INSTDIR\${FILE}"
        ClearErrors
        FileOpen $0 "$INSTDIR\${FILE}" a
        ${If} ${Errors}
            StrCpy $Busy "yes"
        ${Else}
            FileClose $0
        ${EndIf}
    ${EndIf}
!macroend

; Ask while the window or its server runs; the server of the task is ended, for five seconds at most. Silently: end
; with code 5, and nothing has changed.
!macro RefuseWhileRunning un
Function ${un}RefuseWhileRunning
    again:
    !insertmacro LookWhetherBusy "${PROGRAM}"
    ${If} $Busy == ""
        !insertmacro LookWhetherBusy "${SERVER}"
        ${If} $Busy == "yes"
            !insertmacro Tell "/End"
            ${ForEach} $1 1 20 + 1
                !insertmacro LookWhetherBusy "${SERVER}"
                ${If} $Busy == ""
                    StrCpy $TaskRan "yes"
                    ${ExitFor}
                ${EndIf}
                Sleep 250
            ${Next}
        ${EndIf}
    ${EndIf}
    ${If} $Busy == "yes"
        MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(Running)" /SD IDCANCEL IDRETRY again
        SetErrorLevel 5
        Quit
    ${EndIf}
FunctionEnd
!macroend
!insertmacro RefuseWhileRunning ""
!insertmacro RefuseWhileRunning "un."

Var From
Var To

; Move $0, if it is there, as often as five seconds allow: who looks for viruses may hold it a moment. The error flag
; tells that it stayed.
Function Move
    ${IfNot} ${FileExists} "$From\$0"
        ClearErrors
        Return
    ${EndIf}
    ${ForEach} $1 1 20 + 1
        ClearErrors
        Rename "$From\$0" "$To\$0"
        ${IfNot} ${Errors}
            Return
        ${EndIf}
        Sleep 250
    ${Next}
    SetErrors
FunctionEnd

; All that a version is made of; libraries first: those of a program that runs don't let themselves be moved.
Function MoveAll
    StrCpy $0 "_internal"
    Call Move
    ${IfNot} ${Errors}
        StrCpy $0 "${SERVER}"
        Call Move
    ${EndIf}
    ${IfNot} ${Errors}
        StrCpy $0 "${PROGRAM}"
        Call Move
    ${EndIf}
FunctionEnd

!macro MoveAll FROM TO
    StrCpy $From "${FROM}"
    StrCpy $To "${TO}"
    Call MoveAll
!macroend

; Old out, new in; where something can't be moved the old version comes back, and the code is 8.
Function Replace
    RMDir /r "${OLD}"
    CreateDirectory "${OLD}"
    !insertmacro MoveAll "$INSTDIR" "${OLD}"
    ${IfNot} ${Errors}
        !insertmacro MoveAll "${NEW}" "$INSTDIR"
        ${IfNot} ${Errors}
            RMDir /r "${OLD}"
            RMDir /r "${NEW}"
            Return
        ${EndIf}
        !insertmacro MoveAll "$INSTDIR" "${NEW}"
    ${EndIf}
    !insertmacro MoveAll "${OLD}" "$INSTDIR"
    RMDir "${OLD}"
    MessageBox MB_OK|MB_ICONSTOP "$(Stuck)" /SD IDOK
    SetErrorLevel 8
    Abort
FunctionEnd

; Also where the disk was full while the new version was being unpacked.
Function .onInstFailed
    SetOutPath "$TEMP"
    RMDir /r "${NEW}"
    RMDir "$INSTDIR"
    Call RunTaskAgain
FunctionEnd

Function RunTaskAgain
    ${If} $TaskRan == "yes"
        !insertmacro Tell "/Run"
    ${EndIf}
FunctionEnd

Function .onInit
    System::Call 'kernel32::CreateMutex(p 0, i 0, t "MiniChatSetup") p .r1 ?e'
    Pop $0
    ${If} $0 <> 0
        SetErrorLevel 6 ; another installer of ours is at work
        Quit
    ${EndIf}
FunctionEnd

Section "Install"
    ; A folder that is somebody else's isn't touched.
    ${If} ${FileExists} "$INSTDIR\*.*"
    ${AndIfNot} ${FileExists} "$INSTDIR\${PROGRAM}"
    ${AndIfNot} ${FileExists} "${OLD}\*.*"
        ${DirState} "$INSTDIR" $0
        ${If} $0 == 1
            MessageBox MB_OK|MB_ICONSTOP "$(Strange)" /SD IDOK
            SetErrorLevel 7
            Quit
        ${EndIf}
    ${EndIf}
    Call RefuseWhileRunning
    RMDir /r "${NEW}"
    SetOutPath "${NEW}"
    !ifdef NSIS_WIN32_MAKENSIS
        File /r "${PAYLOAD}\*"
    !else
        File /r "${PAYLOAD}/*"
    !endif
    SetOutPath "$INSTDIR"
    Call Replace
    WriteUninstaller "$INSTDIR\uninstall.exe"

    CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${PROGRAM}"

    WriteRegStr HKCU "Software\MiniChat" "InstallDir" "$INSTDIR"
    WriteRegStr HKCU "${SCHEME}" "" "URL:$(LinkName)"
    WriteRegStr HKCU "${SCHEME}" "URL Protocol" ""
    WriteRegStr HKCU "${SCHEME}\DefaultIcon" "" '"$INSTDIR\${PROGRAM}",0'
    WriteRegStr HKCU "${SCHEME}\shell\open\command" "" '${HANDLER}'

    WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${PROGRAM}"
    WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
    WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
    WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
    ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
    WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
    System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
    Call RunTaskAgain
SectionEnd

; Chats, settings and the server's data stay: they are the person's, and another installation finds them again.
Section "Uninstall"
    Call un.RefuseWhileRunning
    !insertmacro Tell "/Delete /F"
    Delete "$SMPROGRAMS\${NAME}.lnk"
    RMDir /r "$INSTDIR\_internal"
    Delete "$INSTDIR\${PROGRAM}"
    Delete "$INSTDIR\${SERVER}"
    RMDir /r "${NEW}"
    RMDir /r "${OLD}"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    ReadRegStr $0 HKCU "${SCHEME}\shell\open\command" ""
    ${If} $0 == '${HANDLER}'
        DeleteRegKey HKCU "${SCHEME}"
    ${EndIf}
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "${NAME}"
    DeleteRegKey HKCU "${UNINSTALL}"
    DeleteRegKey HKCU "Software\MiniChat"
    System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
