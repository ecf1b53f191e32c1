; The installer for Windows: for one person, without an administrator. packaging/build.py gives
; VERSION, PAYLOAD (the frozen folder), ICON, LICENCE and RESULT.
Unicode true
SetCompressor /SOLID lzma
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh

!define NAME "Mini Chat"
!define PROGRAM "minichat.exe"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\MiniChat"
!define SCHEME "Software\Classes\minichat"

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
LangString Strange ${LANG_ENGLISH} "The folder $INSTDIR holds other files. Choose an empty folder, or one with ${NAME} in it."
LangString Strange ${LANG_RUSSIAN} "В папке $INSTDIR лежат другие файлы. Выберите пустую папку или папку с ${NAME}."

; A program that runs keeps its file open: as long as one of both can't be opened for writing, ask. Silently: end
; with code 5, and nothing has changed.
!macro RefuseWhileRunning un
Function ${un}RefuseWhileRunning
    again:
    StrCpy $1 ""
    ${If} ${FileExists} "$INSTDIR\${PROGRAM}"
        ClearErrors
        FileOpen $0 "$INSTDIR\${PROGRAM}" a
        ${If} ${Errors}
            StrCpy $1 "busy"
        ${Else}
            FileClose $0
        ${EndIf}
    ${EndIf}
    ${If} ${FileExists} "$INSTDIR\minichat-server.exe"
        ClearErrors
        FileOpen $0 "$INSTDIR\minichat-server.exe" a
        ${If} ${Errors}
            StrCpy $1 "busy"
        ${Else}
            FileClose $0
        ${EndIf}
    ${EndIf}
    ${If} $1 == "busy"
        MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(Running)" /SD IDCANCEL IDRETRY again
        SetErrorLevel 5
        Quit
    ${EndIf}
FunctionEnd
!macroend
!insertmacro RefuseWhileRunning ""
!insertmacro RefuseWhileRunning "un."

Function .onInit
    System::Call 'kernel32::CreateMutex(p 0, i 0, t "MiniChatSetup") p .r1 ?e'
    Pop $0
    ${If} $0 <> 0
        SetErrorLevel 6 ; another installer of ours is at work
        Quit
    ${EndIf}
FunctionEnd

Section "Install"
    Call RefuseWhileRunning
    ; What an older version left behind goes; a folder that is somebody else's isn't touched.
    ${If} ${FileExists} "$INSTDIR\*.*"
    ${AndIfNot} ${FileExists} "$INSTDIR\${PROGRAM}"
        ${DirState} "$INSTDIR" $0
        ${If} $0 == 1
            MessageBox MB_OK|MB_ICONSTOP "$(Strange)" /SD IDOK
            SetErrorLevel 7
            Quit
        ${EndIf}
    ${EndIf}
    RMDir /r "$INSTDIR\_internal"
    SetOutPath "$INSTDIR"
    !ifdef NSIS_WIN32_MAKENSIS
        File /r "${PAYLOAD}\*"
    !else
        File /r "${PAYLOAD}/*"
    !endif
    WriteUninstaller "$INSTDIR\uninstall.exe"

    CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${PROGRAM}"

    WriteRegStr HKCU "Software\MiniChat" "InstallDir" "$INSTDIR"
    WriteRegStr HKCU "${SCHEME}" "" "URL:$(LinkName)"
    WriteRegStr HKCU "${SCHEME}" "URL Protocol" ""
    WriteRegStr HKCU "${SCHEME}\DefaultIcon" "" '"$INSTDIR\${PROGRAM}",0'
    WriteRegStr HKCU "${SCHEME}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" "%1"'

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
SectionEnd

; Chats, settings and the server's data stay: they are the person's, and another installation finds them again.
Section "Uninstall"
    Call un.RefuseWhileRunning
    Delete "$SMPROGRAMS\${NAME}.lnk"
    RMDir /r "$INSTDIR\_internal"
    Delete "$INSTDIR\${PROGRAM}"
    Delete "$INSTDIR\minichat-server.exe"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    ReadRegStr $0 HKCU "${SCHEME}\shell\open\command" ""
    ${If} $0 == '"$INSTDIR\${PROGRAM}" "%1"'
        DeleteRegKey HKCU "${SCHEME}"
    ${EndIf}
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "${NAME}"
    DeleteRegKey HKCU "${UNINSTALL}"
    DeleteRegKey HKCU "Software\MiniChat"
    System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
